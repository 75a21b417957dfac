/** The built program over one workspace, as a person starts it. */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import Database from 'better-sqlite3';

export interface Server {
  readonly url: string;
  /** From the command to its address. */
  readonly readySeconds: number;
  /** Resolves once the registry knows so many runs. */
  untilImported(runs: number): Promise<void>;
  stop(): Promise<void>;
}

export class Program {
  readonly registryPath: string;

  constructor(
    private readonly commandLine: string,
    private readonly workspace: string,
  ) {
    this.registryPath = join(workspace, 'registry.sqlite');
  }

  async serve(): Promise<Server> {
    const startedAt = performance.now();
    const args = [this.commandLine, 'serve', '--port', '0', '--workspace', this.workspace];
    const server = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
    const url = await new Promise<string>((resolve, reject) => {
      let output = '';
      server.stdout.on('data', (chunk: Buffer) => {
        output += chunk.toString();
        const address = /http:\S+token=\S+/.exec(output)?.[0];
        if (address !== undefined) resolve(address);
      });
      server.once('exit', (status) => reject(new Error(`The server ended with status ${status}.`)));
    });
    return {
      url,
      readySeconds: (performance.now() - startedAt) / 1000,
      untilImported: async (runs) => {
        while (this.knownRuns() < runs) await sleep(100);
      },
      stop: async () => {
        if (server.exitCode !== null) return;
        server.kill('SIGTERM');
        await once(server, 'exit');
      },
    };
  }

  /** Seconds of `cored registry rebuild`; throws unless it has brought in so many runs. */
  async rebuild(runs: number): Promise<number> {
    const startedAt = performance.now();
    const args = [this.commandLine, 'registry', 'rebuild', '--json', '--workspace', this.workspace];
    const { status, stdout } = spawnSync(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
    const seconds = (performance.now() - startedAt) / 1000;
    if (status !== 0 || this.knownRuns() !== runs) throw new Error(`The rebuild failed: ${stdout.toString()}`);
    return seconds;
  }

  private knownRuns(): number {
    const database = new Database(this.registryPath, { readonly: true, timeout: 10_000 });
    try {
      return Number(database.prepare('SELECT count(*) FROM run').pluck().get());
    } finally {
      database.close();
    }
  }
}
