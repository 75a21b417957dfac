/** `experiment/create`: checks the request, makes its runs and puts them into the queue. */
import { isAbsolute } from 'node:path';
import { AppError } from '../../shared/errors';
import { localExecutor } from '../../shared/executor';
import type { Experiment, ExperimentRequest } from '../../shared/run';
import type { Dataset } from '../../shared/task';
import type { WeightsInfo } from '../../shared/weights';
import { findExecutor, readExecutors } from '../executors/executors-file';
import { createExperiment } from '../runs/create-experiment';
import type { CallContext, Handler } from './handler';
import { refuseMissingEngine } from './refuse-missing-engine';
import { refuseUnfit } from './refuse-unfit-weights';

export const experimentCreate: Handler<'experiment/create'> = async (request, context) => {
  // What another machine computes with is known there.
  if (await isRemote(request, context)) await context.slurm.version();
  else await refuseMissingEngine(request, () => context.engines.list());
  const dataset = await findDataset(request.dataset, context);
  return startExperiment(request, dataset, context);
};

/** Throws AppError when anything is wrong; then nothing has been made. */
export async function startExperiment(
  request: ExperimentRequest,
  dataset: Dataset,
  context: CallContext,
): Promise<Experiment> {
  const { recipes, registry, supervisor, remoteRuns, versions, workspace, mappings } = context;
  const mapping = await mappings.read(dataset.id);
  const initial = await checkWeights(request, context);
  const id = await createExperiment(
    { ...request, initialWeights: initial?.path ?? null },
    {
      ...{ recipes, registry, mapping, runsFolder: workspace.runsFolder, tasks: dataset.tasks },
      versions: await versions(),
      initialWeightsHash: initial?.hash ?? null,
    },
  );
  await supervisor.pass();
  if (request.executor !== undefined) await remoteRuns.lookNow();
  return registry.runs.experiment(id);
}

/** Throws AppError where its executor is not known. */
async function isRemote({ executor }: ExperimentRequest, { workspace }: CallContext): Promise<boolean> {
  if (executor === undefined || executor === localExecutor) return false;
  findExecutor(await readExecutors(workspace.path), executor);
  return true;
}

async function findDataset(idOrPath: string, { registry, scans, paths }: CallContext): Promise<Dataset> {
  if (registry.datasets.find(idOrPath) !== null) return scans.ready({ id: idOrPath });
  if (!isAbsolute(idOrPath)) {
    throw new AppError(
      'not-found',
      `There is no dataset "${idOrPath}" in this workspace. Give the id of one that \`cored datasets\` lists, or the absolute path of its root.`,
    );
  }
  return scans.ready({ path: await paths.allow(idOrPath) });
}

/** Read now, so that a wrong file is refused before a run waits for it. */
async function checkWeights(
  { initialWeights, initialClasses: classes, initialPart: part, network }: ExperimentRequest,
  context: CallContext,
): Promise<Pick<WeightsInfo, 'path' | 'hash'> | null> {
  if (initialWeights === null) return null;
  const path = await context.paths.allow(initialWeights);
  const found = await context.jobs.run('weights/inspect', { path, within: context.paths.within, classes, part });
  if (found.network !== network) {
    throw new AppError('bad-input', `The weights "${path}" are of network "${found.network}", not "${network}".`);
  }
  refuseUnfit(found);
  return found;
}
