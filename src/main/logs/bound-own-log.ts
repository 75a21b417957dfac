/** Keeps a worker's log bounded while the worker writes it: its standard error, which libraries of other people write to as well. */
import { fstatSync, statSync } from 'node:fs';
import { usualLimits } from './log-file';
import { rotateWhenFull } from './rotate';

const lookMs = 10_000;
const standardError = 2;

/** Looks every ten seconds, where `path` is what this process's standard error goes to. Keeps no process alive. */
export function boundOwnLog(path: string): void {
  const look = () => {
    try {
      const own = fstatSync(standardError);
      const there = statSync(path, { throwIfNoEntry: false });
      const isIt = there?.isFile() === true && there.ino === own.ino && there.dev === own.dev;
      if (isIt) rotateWhenFull(path, standardError, usualLimits);
    } catch (error) {
      // A full disk: the training goes on, and the next look tries again.
      process.stderr.write(`The log cannot be kept short: ${String(error)}\n`);
    }
  };
  setInterval(look, lookMs).unref();
}
