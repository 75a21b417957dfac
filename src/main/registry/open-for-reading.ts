/** A second connection to a registry that is open already, which cannot write: for the thread that reads. */
import Database from 'better-sqlite3';
import { busyMs } from './open-database';
import { readingRegistry, type ReadingRegistry } from './registry';
import { RegistryDamage } from './registry-damage';
import { asRegistryError } from './registry-error';

/** Throws what `openDatabase` throws. Writing through it throws SQLite's own error. */
export function openForReading(file: string, workspace: string): ReadingRegistry {
  try {
    const database = new Database(file, { readonly: true, fileMustExist: true, timeout: busyMs });
    return readingRegistry(database, { file, workspace, damage: new RegistryDamage() });
  } catch (error) {
    throw asRegistryError(error, file);
  }
}
