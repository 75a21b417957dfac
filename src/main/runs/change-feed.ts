/** Notices which runs, experiments and datasets changed since the last look, whichever process changed them. */
import type { Experiment, RunSummary } from '../../shared/run';
import type { Registry } from '../registry/registry';

export interface ChangeFeedOptions {
  readonly registry: Registry;
  onRun(run: RunSummary): void;
  onRemoved(runIds: readonly string[]): void;
  onExperiment(experiment: Experiment): void;
  onDataset(datasetId: string): void;
}

export class ChangeFeed {
  private revisions: Map<string, number>;
  private datasetRevisions: Map<string, number>;
  private readonly experiments: Set<string>;

  constructor(private readonly options: ChangeFeedOptions) {
    this.revisions = options.registry.runs.revisions();
    this.datasetRevisions = options.registry.datasets.revisions();
    this.experiments = new Set(options.registry.runs.experiments().map(({ id }) => id));
  }

  look(): void {
    const { registry, onRun, onRemoved, onExperiment, onDataset } = this.options;
    const revisions = registry.runs.revisions();
    const runs = changed(this.revisions, revisions)
      .map((id) => registry.runs.find(id))
      .filter((run) => run !== null);
    const removed = [...this.revisions.keys()].filter((id) => !revisions.has(id));
    this.revisions = revisions;
    if (removed.length > 0) {
      onRemoved(removed);
      // One that comes back out of the bin is told of again.
      const left = new Set(registry.runs.experiments().map(({ id }) => id));
      for (const id of this.experiments) if (!left.has(id)) this.experiments.delete(id);
    }
    for (const id of new Set(runs.map((run) => run.experimentId))) {
      if (this.experiments.has(id)) continue;
      this.experiments.add(id);
      onExperiment(registry.runs.experiment(id));
    }
    for (const run of runs) onRun(run);
    const datasetRevisions = registry.datasets.revisions();
    const datasets = changed(this.datasetRevisions, datasetRevisions);
    this.datasetRevisions = datasetRevisions;
    for (const id of datasets) onDataset(id);
  }
}

function changed(before: ReadonlyMap<string, number>, now: ReadonlyMap<string, number>): string[] {
  return [...now].filter(([id, revision]) => before.get(id) !== revision).map(([id]) => id);
}
