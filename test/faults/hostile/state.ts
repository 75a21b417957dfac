/** What must not change while a workbench is attacked: every file of its folders, and every row of its registry. */
import Database from 'better-sqlite3';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { folderHash } from '../../fixtures/folder-hash';

export async function stateOf(folder: string, workspace: string): Promise<Record<string, unknown>> {
  const files = Object.entries(await folderHash(folder)).filter(([path]) => !isVolatile(path));
  return { ...Object.fromEntries(files), registry: rowsOf(join(workspace, 'registry.sqlite')) };
}

/** The registry's files, of which every look changes some; and the logs. */
function isVolatile(path: string): boolean {
  return /registry\.sqlite|(^|\/)logs(\/|$)|^workspace [a-z]/.test(path) || path === 'workspace';
}

const Table = z.object({ name: z.string() });

function rowsOf(path: string): Record<string, unknown[]> {
  const database = new Database(path, { readonly: true });
  try {
    const tables = database.prepare("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name").all();
    return Object.fromEntries(
      tables.map((row) => {
        const { name } = Table.parse(row);
        return [name, database.prepare(`SELECT * FROM "${name}"`).all()];
      }),
    );
  } finally {
    database.close();
  }
}

/** Of another process, since it began; null where the system does not tell. */
export async function cpuMsOf(processId: number): Promise<number | null> {
  const text = await readFile(`/proc/${processId}/stat`, 'utf8').catch(() => null);
  if (text === null) return null;
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  // utime and stime, in hundredths of a second.
  return (Number(fields[11]) + Number(fields[12])) * 10;
}

/** The most that it ever had; null where the system does not tell. */
export async function peakMemoryOf(processId: number): Promise<number | null> {
  const text = await readFile(`/proc/${processId}/status`, 'utf8').catch(() => null);
  const kibibytes = /VmHWM:\s+(\d+) kB/.exec(text ?? '')?.[1];
  return kibibytes === undefined ? null : Number(kibibytes) * 1024;
}
