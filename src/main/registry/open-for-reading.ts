/** A second connection to a registry that is open already, which cannot write: for the thread that reads. */
import Database from 'better-sqlite3';
import { asAppError, busyMs } from './open-database';
import { registryOver, type Registry } from './registry';

/** Throws what `openDatabase` throws. Writing through it throws SQLite's own error. */
export function openForReading(file: string, workspace: string): Registry {
  try {
    return registryOver(new Database(file, { readonly: true, fileMustExist: true, timeout: busyMs }), {
      file,
      workspace,
    });
  } catch (error) {
    throw asAppError(error, file);
  }
}
