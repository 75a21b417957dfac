/** Where mappings are kept: one for a dataset in the workspace, and a copy in each run that was made with it. */
import { createHash } from 'node:crypto';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { DatasetMapping, MappingWish } from '../../../shared/mapping';
import { writeJsonDurably } from '../../runs/durable-file';
import { readOptionalFile } from '../../runs/json-file';

export class MappingFiles {
  /** `<workspace>/mappings` */
  constructor(private readonly folder: string) {}

  /** Null where the dataset is read as its folders say. Throws AppError 'damaged' that names the file. */
  read(datasetId: string): Promise<DatasetMapping | null> {
    return readOptionalFile(DatasetMapping, this.pathOf(datasetId));
  }

  /** Null takes the dataset's mapping away. */
  async save(datasetId: string, mapping: DatasetMapping | null): Promise<void> {
    if (mapping === null) {
      await rm(this.pathOf(datasetId), { force: true });
      await rm(this.wishPathOf(datasetId), { force: true });
      return;
    }
    await mkdir(this.folder, { recursive: true });
    await writeJsonDurably(this.pathOf(datasetId), mapping);
  }

  /** What the person wished that the mapping was made for, to begin with when it is changed. */
  readWish(datasetId: string): Promise<MappingWish | null> {
    return readOptionalFile(MappingWish, this.wishPathOf(datasetId));
  }

  async saveWish(datasetId: string, wish: MappingWish): Promise<void> {
    await mkdir(this.folder, { recursive: true });
    await writeJsonDurably(this.wishPathOf(datasetId), wish);
  }

  private wishPathOf(datasetId: string): string {
    return join(this.folder, `${datasetId}.wish.json`);
  }

  pathOf(datasetId: string): string {
    return join(this.folder, `${datasetId}.json`);
  }
}

/** The copy in a run's folder. */
export function runMappingPath(runFolder: string): string {
  return join(runFolder, 'mapping.json');
}

/** Null for a run whose tasks are read as their folders say. */
export function readRunMapping(runFolder: string): Promise<DatasetMapping | null> {
  return readOptionalFile(DatasetMapping, runMappingPath(runFolder));
}

/** SHA-256, the same for equal mappings: what scans and runs name a mapping by. */
export function mappingHash(mapping: DatasetMapping): string {
  return createHash('sha256')
    .update(JSON.stringify(DatasetMapping.parse(mapping)))
    .digest('hex');
}
