/** What is found to be wrong with the registry while it is used, until it has been mended. */
import { AppError } from '../../shared/errors';
import type { SalvagedRun } from './salvage';

/** Of a run or an experiment whose row holds what cannot be read; its folder tells it anew. */
export class DamagedRow extends AppError {
  constructor(what: string, cause: unknown) {
    super(
      'damaged',
      `The registry cannot be read where it tells of ${what}. It is read anew from the run folders: try again. ` +
        'Where that does not help, `cored registry rebuild` makes the registry anew.',
      { cause },
    );
  }
}

export class RegistryDamage {
  /** Why another, private registry stands in for the one of the workspace; null while that one is used. */
  whole: string | null = null;
  /** What could be read of the damaged file's runs, by their id. */
  salvaged: ReadonlyMap<string, SalvagedRun> = new Map();
  private runIds = new Set<string>();

  /** Once the registry has been made anew. */
  forget(): void {
    this.whole = null;
    this.salvaged = new Map();
    this.runIds = new Set();
  }

  get hasRuns(): boolean {
    return this.runIds.size > 0;
  }

  noteRun(id: string): void {
    this.runIds.add(id);
  }

  /** Those whose rows have to be read anew; they are then no longer known here. */
  takeRuns(): string[] {
    const ids = [...this.runIds];
    this.runIds = new Set();
    return ids;
  }
}
