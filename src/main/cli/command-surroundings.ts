/** What every command is given: the terminal, and how to add itself. */
import type { Command } from 'commander';
import type { Terminal } from './terminal';

export interface CommandSurroundings {
  readonly terminal: Terminal;
  /** A new command with the flags that all of them take. */
  add(nameAndArguments: string, description: string, options?: { hidden: boolean }): Command;
  /** The same below another command. */
  addBelow(parent: Command, nameAndArguments: string, description: string): Command;
  /** The same below `registry`. */
  addRegistry(nameAndArguments: string, description: string): Command;
  /** For a command that did its work, and whose outcome is a failure: a training that failed. */
  setStatus(status: number): void;
}
