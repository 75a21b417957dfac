/** The workspaces that a person opened last, newest first: kept in a file, and told to the system where it shows such lists. */
import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { app } from 'electron';
import type { Logger } from 'pino';
import { z } from 'zod';
import { writeJsonDurably } from '../runs/durable-file';
import { readOptionalFile } from '../runs/json-file';

const Kept = z.object({ workspaces: z.array(z.string()) });

const most = 10;

export class RecentWorkspaces {
  constructor(
    private readonly path: string,
    private readonly log: Logger,
  ) {}

  /** Those whose folder is there. */
  async list(): Promise<readonly string[]> {
    return (await this.read()).filter((workspace) => existsSync(workspace));
  }

  async remember(workspace: string): Promise<void> {
    const others = (await this.read()).filter((other) => other !== workspace);
    await this.write([workspace, ...others].slice(0, most));
    // macOS and Windows; elsewhere it does nothing.
    app.addRecentDocument(workspace);
  }

  /** Leaves the workspace that is open. */
  async clear(open: string): Promise<void> {
    await this.write([open]);
    app.clearRecentDocuments();
  }

  /** A list that cannot be read or written is no reason not to open a workspace. */
  private async read(): Promise<readonly string[]> {
    try {
      return (await readOptionalFile(Kept, this.path))?.workspaces ?? [];
    } catch (error) {
      this.log.warn({ error }, 'The list of recent workspaces is started anew');
      return [];
    }
  }

  private async write(workspaces: readonly string[]): Promise<void> {
    try {
      await mkdir(dirname(this.path), { recursive: true });
      await writeJsonDurably(this.path, { workspaces });
    } catch (error) {
      this.log.warn({ error }, 'The list of recent workspaces cannot be kept');
    }
  }
}
