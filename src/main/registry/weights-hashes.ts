/** SHA-256 of weights files, remembered by path, size and time of change. */
import { z } from 'zod';
import { storedPath } from '../places/stored-path';
import type { Sqlite } from './open-database';
import { readRow } from './read-row';

const Row = z.object({ hash: z.string() });

export interface KnownFile {
  /** Absolute. */
  readonly path: string;
  readonly sizeBytes: number;
  readonly modifiedAt: string;
}

export class WeightsHashes {
  constructor(
    private readonly database: Sqlite,
    private readonly workspace: string,
  ) {}

  find(file: KnownFile): string | null {
    const row = this.database
      .prepare(
        'SELECT hash FROM weights_file WHERE path = :path AND size_bytes = :sizeBytes AND modified_at = :modifiedAt',
      )
      .get(this.stored(file));
    return row === undefined ? null : readRow(Row, row).hash;
  }

  save(file: KnownFile, hash: string): void {
    this.database
      .prepare(
        `INSERT OR REPLACE INTO weights_file (path, size_bytes, modified_at, hash)
         VALUES (:path, :sizeBytes, :modifiedAt, :hash)`,
      )
      .run({ ...this.stored(file), hash });
  }

  private stored(file: KnownFile): KnownFile {
    return { ...file, path: storedPath(this.workspace, file.path) };
  }
}
