/** A run in MLflow's file store: `<folder>/mlruns/<experiment>/<run>/` (mlflow/store/tracking/file_store.py). */
import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { replacePlainFile } from '../../files/replaced-file';
import { plainNames } from '../plain-names';
import type { SeriesPoint, TrackedRun } from '../tracked-run';
import { experimentNumber, runNumber, statusNames, statusNumbers, tagsOf } from './mlflow-run';
import { metaYaml } from './meta-yaml';

/** Each export of a run writes the same files, the one that makes it a run last. What a person added in MLflow stays. */
export async function writeMlflowRun(run: TrackedRun, folder: string): Promise<string[]> {
  const store = join(folder, 'mlruns');
  const ofExperiment = join(store, experimentNumber(run));
  const ofRun = join(ofExperiment, runNumber(run));
  for (const [name, content] of contentsOf(run)) {
    const path = join(ofRun, name);
    await mkdir(dirname(path), { recursive: true });
    await replacePlainFile(path, content);
  }
  await replacePlainFile(join(ofExperiment, 'meta.yaml'), experimentMeta(run, ofExperiment));
  await replacePlainFile(join(ofRun, 'meta.yaml'), runMeta(run, ofRun));
  return [ofRun];
}

/** Without meta.yaml. */
function contentsOf({ summary, parameters, series, results, ...run }: TrackedRun): [string, string][] {
  const tags = Object.entries(tagsOf({ summary, parameters, series, results, ...run }));
  const files = (folder: string, entries: readonly (readonly [string, string])[]) => {
    const names = plainNames(entries.map(([name]) => name));
    return entries.map(([, content], index): [string, string] => [`${folder}/${names[index] ?? ''}`, content]);
  };
  return [
    ...files(
      'metrics',
      series.map(({ name, points }) => [name, points.map(metricLine).join('')]),
    ),
    ...files(
      'params',
      Object.entries(parameters).map(([key, value]) => [key, String(value)]),
    ),
    ...files('tags', tags),
    ['artifacts/results.json', `${JSON.stringify({ ...summary, results }, null, 2)}\n`],
  ];
}

function metricLine({ timeMs, value, step }: SeriesPoint): string {
  return `${timeMs} ${value} ${step}\n`;
}

function experimentMeta({ summary, startedMs }: TrackedRun, folder: string): string {
  return metaYaml({
    artifact_location: pathToFileURL(folder).href,
    creation_time: startedMs,
    experiment_id: experimentNumber({ summary }),
    last_update_time: startedMs,
    lifecycle_stage: 'active',
    name: summary.experimentName,
  });
}

function runMeta({ summary, startedMs, endedMs }: TrackedRun, folder: string): string {
  const id = runNumber({ summary });
  return metaYaml({
    artifact_uri: pathToFileURL(join(folder, 'artifacts')).href,
    deleted_time: null,
    end_time: endedMs,
    entry_point_name: '',
    experiment_id: experimentNumber({ summary }),
    lifecycle_stage: 'active',
    run_id: id,
    run_name: summary.name,
    run_uuid: id,
    source_name: '',
    source_type: localSource,
    source_version: '',
    start_time: startedMs,
    status: statusNumbers[statusNames[summary.state]],
    tags: [],
    user_id: 'cored-workbench',
  });
}

/** mlflow.entities.SourceType.LOCAL */
const localSource = 4;
