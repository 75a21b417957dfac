/** A second connection to a registry that is open already, which cannot write: for the thread that reads. */
import type Database from 'better-sqlite3';
import { z } from 'zod';
import { busyMs } from './open-database';
import { readingRegistry, type ReadingRegistry } from './registry';
import { RegistryDamage } from './registry-damage';
import { asRegistryError } from './registry-error';

/** Where the SQLite of this process lies, as a URL. A thread may resolve the name otherwise, and two builds in one process end it. */
export function sqliteOfThisProcess(): string {
  return import.meta.resolve('better-sqlite3');
}

const Sqlite = z.object({ default: z.custom<typeof Database>((value) => typeof value === 'function') });

/** `sqlite`: what `sqliteOfThisProcess` says outside the thread. Throws what `openDatabase` throws. */
export async function openForReading(file: string, workspace: string, sqlite: string): Promise<ReadingRegistry> {
  const { default: Connection } = Sqlite.parse(await import(/* @vite-ignore */ sqlite));
  try {
    const database = new Connection(file, { readonly: true, fileMustExist: true, timeout: busyMs });
    return readingRegistry(database, { file, workspace, damage: new RegistryDamage() });
  } catch (error) {
    throw asRegistryError(error, file);
  }
}
