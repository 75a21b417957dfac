/** Notices which runs and experiments changed since the last look, whichever process changed them. */
import type { Experiment, RunSummary } from '../../shared/run';
import type { Registry } from '../registry/registry';

export interface ChangeFeedOptions {
  readonly registry: Registry;
  onRun(run: RunSummary): void;
  onExperiment(experiment: Experiment): void;
}

export class ChangeFeed {
  private revisions: Map<string, number>;
  private experiments: Set<string>;

  constructor(private readonly options: ChangeFeedOptions) {
    this.revisions = options.registry.runs.revisions();
    this.experiments = new Set(options.registry.runs.experiments().map(({ id }) => id));
  }

  look(): void {
    const { registry, onRun, onExperiment } = this.options;
    const revisions = registry.runs.revisions();
    const changed = [...revisions].filter(([id, revision]) => this.revisions.get(id) !== revision).map(([id]) => id);
    this.revisions = revisions;
    const runs = changed.map((id) => registry.runs.find(id)).filter((run) => run !== null);
    for (const id of new Set(runs.map((run) => run.experimentId))) {
      if (this.experiments.has(id)) continue;
      this.experiments.add(id);
      onExperiment(registry.runs.experiment(id));
    }
    for (const run of runs) onRun(run);
  }
}
