/** Each flag on a tiny dataset: the run that it makes, and that a wrong one makes none. Training is in main.test.ts. */
import { cp, mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { resolveRecipe } from '../../../../src/core/recipe/recipe';
import { initialWeights } from '../../../../src/core/networks/initial-weights';
import { createRun } from '../../../../src/main/cli/published/create-run';
import { readArguments } from '../../../../src/main/cli/published/read-arguments';
import { RunFolder } from '../../../../src/main/runs/run-folder';
import { encodeSafetensors } from '../../../../src/main/weights/safetensors';
import type { Workbench } from '../../../../src/main/workbench-api';
import { makeTinyDataset } from '../../../fixtures/make-tiny-dataset';
import { openTestWorkbench, temporaryFolder } from '../../../fixtures/tiny-workbench';

let base: string;
let workbench: Workbench;

beforeAll(async () => {
  base = await temporaryFolder('published');
  const tasks = ['DeepFake', 'Face2Face', 'Deep_Fake', 'Deep', 'Fake', 'FaceSwap'];
  await makeTinyDataset(join(base, 'dataset'), { tasks, perClass: 2 });
  await makeTinyDataset(join(base, 'dataset', 'TransferLearning'), { tasks: ['FaceSwap'], perClass: 1 });
  await mkdir(join(base, 'weights'));
  const { network } = resolveRecipe({ method: 'ft', network: 'xception', parameters: {} });
  const bytes = encodeSafetensors(initialWeights(network, { imageSize: 64, seed: 1 }), {
    network: 'xception',
    imageSize: '64',
  });
  await writeFile(join(base, 'weights', 'bestmodel.safetensors'), bytes);
  workbench = await openTestWorkbench(join(base, 'workspace'));
});
afterAll(async () => {
  await workbench.close();
  await rm(base, { recursive: true, force: true });
});

/** As a shell would split it; folders are below the test's own. */
function make(line: string) {
  const args = line.replaceAll('./', `${base}/`).split(' ');
  return createRun(readArguments(args), { workbench, choose: null, base });
}

async function made(line: string) {
  const { experiment, plan, folder } = await make(line);
  const [run] = experiment.runs;
  if (run === undefined) throw new Error('No run was made.');
  return { file: await new RunFolder(run.folder).readRun(), run, plan, folder };
}

const stage = '-s=Face2Face_DeepFake -t=FaceSwap -d=./dataset -w=./weights';

describe('createRun', () => {
  it.each([
    '-s=DeepFake -d=./dataset/',
    '-s DeepFake -d ./dataset/',
    '-t=DeepFake -d=./dataset',
    '-s= -t DeepFake -d ./dataset',
  ])('makes a first training of %s', async (line) => {
    const { file, folder } = await made(line);
    expect(file.chain.map(({ name }) => name)).toEqual(['DeepFake']);
    expect(file).toMatchObject({ initialWeights: null, seed: 2020, recipe: { method: 'cored', network: 'xception' } });
    expect(file.startStage).toBeUndefined();
    expect(file.recipe.parameters).toMatchObject({ epochs: 100, batchSize: 128, learningRate: 0.05, alpha: 0.5 });
    expect(folder).toBe(join(base, 'weights', 'DeepFake', 'CoReD'));
    expect(await readdir(folder)).toEqual(['log']);
  });

  it('takes the published folders: sources with val alone, a target with val and its small set', async () => {
    for (const task of ['Face2Face', 'DeepFake', 'FaceSwap']) {
      await cp(join(base, 'dataset', task, 'val'), join(base, 'published', task, 'val'), { recursive: true });
    }
    const small = join('TransferLearning', 'FaceSwap', 'train');
    await cp(join(base, 'dataset', small), join(base, 'published', small), { recursive: true });
    const line = stage.replace('./dataset', './published');
    const { file } = await made(line);
    expect([file.startStage, file.recipe.parameters['trainingData']]).toEqual([3, 'transfer']);
    await expect(make(`${line} -f`)).rejects.toMatchObject({
      message: expect.stringContaining('Task "FaceSwap" has no folder train: it holds val.'),
    });
    await rm(join(base, 'published', small), { recursive: true });
    await expect(make(line)).rejects.toMatchObject({
      message: expect.stringContaining('Task "FaceSwap" has no folder train: it holds val.'),
    });
  });

  it('makes a continual stage from given weights, the target last and alone to be trained', async () => {
    const { file, run, folder } = await made(stage);
    expect(file.chain.map(({ name }) => name)).toEqual(['Face2Face', 'DeepFake', 'FaceSwap']);
    expect(file.startStage).toBe(3);
    expect(file.initialWeights).toBe(join(base, 'weights', 'bestmodel.safetensors'));
    expect(folder).toBe(join(base, 'weights', 'Face2Face_DeepFake_FaceSwap', 'CoReD'));
    const { stages } = await workbench.call('run/get', { runId: run.id });
    expect(stages.map(({ state }) => state)).toEqual(['done', 'done', 'waiting']);
    const exported = workbench.call('weights/export', {
      runId: run.id,
      stage: 1,
      which: 'best',
      format: 'safetensors',
      to: join(base, 'export'),
    });
    await expect(exported).rejects.toThrow('did not train stage 1');
  });

  it.each([
    ['-m=CoReD', { method: 'cored' }, {}],
    ['-m=KD', { method: 'kd' }, {}],
    ['--model TG', { method: 'tg' }, {}],
    ['-m FT', { method: 'ft' }, {}],
    ['-n=Xception', { network: 'xception' }, {}],
    ['-l=0.01', {}, { learningRate: 0.01 }],
    ['-lr 0.02', {}, { learningRate: 0.02 }],
    ['--lr=0.03', {}, { learningRate: 0.03 }],
    ['-a=0.3', {}, { alpha: 0.3 }],
    ['--KD_alpha 0.4', {}, { alpha: 0.4 }],
    ['-nc=2', {}, {}],
    ['-ns=6', {}, { bins: 6 }],
    ['--num_store 7', {}, { bins: 7 }],
    ['-me=4', {}, { epochs: 4 }],
    ['--epochs 5', {}, { epochs: 5 }],
    ['-nb=8', {}, { batchSize: 8 }],
    ['--batch_size 9', {}, { batchSize: 9 }],
    ['-f', {}, { trainingData: 'full' }],
    ['--fully_train', {}, { trainingData: 'full' }],
    ['-nc 2', {}, { trainingData: 'transfer', replicas: 'auto' }],
    ['-ng=0,1', {}, { replicas: 2 }],
    ['-ng=0,1 --set replicas=1', {}, { replicas: 1 }],
    ['--set imageSize=64', {}, { imageSize: 64 }],
    ['--preset published', {}, { representation: 'channel-mean', cutmixPartner: 'opposite' }],
    ['--preset=corrected', {}, { representation: 'channel-vector', cutmixPartner: 'same' }],
    ['--weight ./weights/bestmodel.safetensors', {}, {}],
    ['--weigiht=./weights/', {}, {}],
  ])('takes %s into the run', async (flag, recipe, parameters) => {
    const { file } = await made(`${stage} ${flag}`);
    expect(file.recipe).toMatchObject(recipe);
    expect(file.recipe.parameters).toMatchObject(parameters);
    expect(file.startStage).toBe(3);
  });

  it('trains EfficientNet whatever the method, which the published code does not', async () => {
    const { file } = await made('-t=DeepFake -d=./dataset -m=TG -n=Efficient');
    expect(file.recipe).toMatchObject({ method: 'tg', network: 'efficientnet-b0' });
  });

  it('names the log’s folder after -folder1 and -folder2', async () => {
    const { folder } = await made('-t=DeepFake -d=./dataset -folder1=one -folder2 two');
    expect(folder).toBe(join(base, 'weights', 'DeepFake', 'one', 'two'));
    expect(await readdir(folder)).toEqual(['log']);
  });

  it.each([
    [stage, 'FaceSwap trains on its small set in TransferLearning; give -f'],
    [`${stage} -m=FT -a=0.3`, '-a has no effect: FT has no such parameter'],
    [`${stage} -m=KD -ns=3`, '-ns has no effect: KD has no such parameter'],
    [`${stage} --preset=published -a=0.3`, '-a has no effect: the published code reads it and computes with 0.5'],
  ])('says of %s what has no effect', async (line, notice) => {
    const { plan } = await made(line);
    expect(plan.notices.join('\n')).toContain(notice);
  });

  it('says nothing of what has its effect', async () => {
    const { plan, file } = await made(`${stage} --preset=published -a=0.3 -f --set usesAlpha=true`);
    expect(plan.notices).toEqual([]);
    expect(file.recipe.parameters).toMatchObject({ alpha: 0.3, usesAlpha: true, trainingData: 'full' });
  });

  it('tells names with underscores apart by the folders', async () => {
    const { file } = await made('-s=Face2Face_Deep_Fake -t=Fake -d=./dataset -w=./weights');
    expect(file.chain.map(({ name }) => name)).toEqual(['Face2Face', 'Deep_Fake', 'Fake']);
    const { file: first } = await made('-s=Deep_Fake -d=./dataset');
    expect(first.chain.map(({ name }) => name)).toEqual(['Deep_Fake']);
  });

  it.each([
    ['-d=./dataset', 'bad-input', 'Name the task to train'],
    ['-s=DeepFake', 'bad-input', 'Name the folder that holds the tasks'],
    ['-s=DeepFake -d=./gone', 'not-found', 'gone'],
    ['-s=DeepFake -d=./weights', 'bad-input', 'No task was found'],
    ['-s=DeepFace -d=./dataset', 'bad-input', 'There is no task "DeepFace" (-s). Did you mean "DeepFake"?'],
    ['-s=DeepFake -t=FaceSwop -d=./dataset', 'bad-input', 'There is no task "FaceSwop" (-t). Did you mean "FaceSwap"?'],
    ['-s=DeepFake_FaceSwap -d=./dataset', 'bad-input', 'Name the task to train with -t.'],
    ['-s=DeepFake -t=FaceSwap -d=./dataset', 'bad-input', 'give them with -w'],
    ['-s=DeepFake -t=FaceSwap -d=./dataset -w=./none', 'not-found', 'none'],
    ['-s=DeepFake_FaceSwap -t=FaceSwap -d=./dataset -w=./weights', 'bad-input', 'twice'],
    ['-s=Deep_Fake_FaceSwap -t=Face2Face -d=./dataset -w=./weights', 'bad-input', 'can be read in 2 ways'],
    [`${stage} -n=Efficient`, 'bad-input', 'are of network "xception", not "efficientnet-b0"'],
    [`${stage} -me=0`, 'bad-input', '"epochs"'],
    [`${stage} --set imagesize=64`, 'bad-input', 'Did you mean "imageSize"?'],
  ])('refuses %s and makes nothing', async (line, code, message) => {
    const before = await readdir(join(base, 'workspace', 'runs'));
    const attempt = make(line);
    await expect(attempt).rejects.toMatchObject({ code });
    await expect(attempt).rejects.toThrow(message);
    expect(await readdir(join(base, 'workspace', 'runs'))).toEqual(before);
  });
});
