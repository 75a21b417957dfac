/** Calls about experiments: making them, planning them, and beginning from one that is there. */
import { contentOfText, requestOfContent, textOfRequest } from '../experiments/experiment-file';
import { layOver } from '../experiments/lay-over';
import { requestOfRuns } from '../experiments/request-of-runs';
import { planExperiment } from '../experiments/plan-experiment';
import { placedPath } from '../places/stored-path';
import type { RunFile } from '../../shared/run';
import { dirname } from 'node:path';
import { AppError } from '../../shared/errors';
import { changeNotes } from '../runs/run-notes';
import { demoStart } from './demo-start';
import { experimentCreate } from './experiment-create';
import type { CallContext, HandlersOf } from './handler';

export const experimentCalls: HandlersOf<'experiment' | 'demo'> = {
  /** Every experiment, newest first. */
  'experiment/list': (_, { registry }) => registry.runs.experiments(),

  'experiment/create': experimentCreate,

  /** The name is kept beside each of its runs, whose run.json stays as it was trained. */
  'experiment/rename': async ({ experimentId, name }, { registry, supervisor }) => {
    const { runs } = registry.runs.experiment(experimentId);
    for (const { id } of runs) await changeNotes(registry, id, () => ({ experiment: name }));
    await supervisor.pass();
    return registry.runs.experiment(experimentId);
  },

  'experiment/plan': (request, context) => {
    const { registry } = context;
    const isPath = registry.datasets.find(request.dataset) === null;
    const dataset = registry.datasets
      .list()
      .find(({ id, path }) => (isPath ? path === request.dataset : id === request.dataset));
    return planExperiment(request, dataset?.tasks ?? [], context);
  },

  'experiment/again': async ({ runIds }, context) => {
    const files = runIds.map((id) => fileOf(id, context));
    const { request, notes } = requestOfRuns(files, {
      dataset: datasetOf(files, context),
      options: await context.recipes.options(),
    });
    const { initialWeights } = request;
    const placed = initialWeights === null ? null : placedPath(context.workspace.path, initialWeights);
    const executor = context.registry.runs.get(runIds[0] ?? '').remote?.executor;
    const placedBy = { ...request, ...(executor !== undefined && { executor }) };
    return { request: { ...placedBy, initialWeights: placed }, notes: [...notes] };
  },

  'experiment/write': ({ request, format }, { registry }) => {
    // A path tells a colleague, and another workspace, more than an id of this one.
    const path = registry.datasets.find(request.dataset)?.path ?? request.dataset;
    return { text: textOfRequest({ ...request, dataset: path }, format) };
  },

  'experiment/read': async ({ text, name, over }, { registry, recipes }) => {
    const content = layOver(contentOfText(text, name), over ?? {});
    const request = requestOfContent(content, await recipes.options(), name);
    const known = registry.datasets.list().find(({ path }) => path === request.dataset);
    return { request: { ...request, dataset: known?.id ?? request.dataset } };
  },
  'demo/start': demoStart,
};

function fileOf(runId: string, { registry }: CallContext): RunFile {
  const row = registry.runs.row(runId);
  if (row === null) throw new AppError('not-found', `There is no run "${runId}" in this workspace.`);
  return row.file;
}

/** The registered one that has the run's tasks, by their places; else the root that they lie in. */
function datasetOf([file]: readonly RunFile[], { registry, workspace }: CallContext): string {
  const paths = file?.chain.map(({ path }) => placedPath(workspace.path, path)) ?? [];
  const names = file?.chain.map(({ name }) => name) ?? [];
  const found = registry.datasets
    .list()
    .find(({ tasks }) =>
      names.every((name, index) => tasks.some((task) => task.name === name && task.path === paths[index])),
    );
  if (found !== undefined) return found.id;
  const isMapped = file?.chain.some(({ mapping }) => mapping !== undefined);
  const [first = ''] = paths;
  return isMapped ? first : dirname(first);
}
