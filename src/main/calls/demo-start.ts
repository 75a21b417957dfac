/** `demo/start`: makes the demo's tasks in the workspace, the first time only, and starts the experiment over them. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { z } from 'zod';
import { AppError } from '../../shared/errors';
import { ExperimentRequest } from '../../shared/run';
import type { CallContext, Handler } from './handler';
import { startExperiment } from './experiment-create';

/** resources/demo.json: the recipe; dataset and chain follow from what is made. */
const DemoRecipe = ExperimentRequest.pick({
  name: true,
  network: true,
  methods: true,
  seeds: true,
  parameters: true,
  methodParameters: true,
});

export const demoStart: Handler<'demo/start'> = async (wishes, context) => {
  const { jobs, scans, workspace } = context;
  const recipe = await readRecipe(context);
  const path = join(workspace.datasetsFolder, 'demo');
  let chain: string[] = [];
  const dataset = await scans.make(path, async (onProgress, signal) => {
    const { taskNames } = await jobs.run('demo/make', { to: path, tasks: wishes.tasks }, { onProgress, signal });
    chain = taskNames;
  });
  if (dataset.state !== 'ready') {
    throw new AppError('damaged', dataset.problems[0]?.message ?? `The demo's data in "${path}" cannot be read.`);
  }
  const epochs = wishes.epochs === undefined ? {} : { epochs: wishes.epochs };
  const request: ExperimentRequest = {
    ...recipe,
    methods: wishes.methods ?? recipe.methods,
    seeds: wishes.seeds ?? recipe.seeds,
    parameters: { ...recipe.parameters, ...epochs },
    preset: 'corrected',
    dataset: dataset.id,
    chain,
    engine: 'auto',
    initialWeights: null,
  };
  return startExperiment(request, dataset, context);
};

async function readRecipe({ packageRoot }: CallContext): Promise<z.infer<typeof DemoRecipe>> {
  const path = join(packageRoot, 'resources', 'demo.json');
  const recipe = DemoRecipe.safeParse(JSON.parse(await readFile(path, 'utf8')));
  if (!recipe.success) throw new AppError('damaged', `"${path}" is not a demo's recipe: ${recipe.error.message}`);
  return recipe.data;
}
