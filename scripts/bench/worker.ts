/** Our side of the bench: trains one case with the program's own training and engine, and answers with the time of its steps. */
import { totalmem } from 'node:os';
import { createInterface } from 'node:readline';
import * as tf from '@tensorflow/tfjs-core';
import { initialWeights } from '../../src/core/networks/initial-weights';
import { listParameters } from '../../src/core/networks/parameter-list';
import { randomStream } from '../../src/core/random';
import { resolveRecipe, type ResolvedRecipe } from '../../src/core/recipe/recipe';
import { planMicroBatches } from '../../src/core/training/planning/plan-micro-batches';
import { trainChain } from '../../src/core/training/loop/train-chain';
import type { ImageSet } from '../../src/core/images/image-set';
import type { Checkpoint, TaskData } from '../../src/core/training/training';

import { openEngine } from '../../src/engine/open-engine';
import { physicalCores } from '../../src/engine/physical-cores';
import { tensorAccess } from '../../src/engine/replicas/tensor-access';
import { writeCheckpoint } from '../../src/main/worker/checkpoint-files';
import { inSharedMemory } from '../../src/main/worker/replica-order';
import { withReplicas } from '../../src/main/worker/replica-threads';
import { GatedOutput } from './gated-output';
import type { GpuProfile } from './gpu-profile';
import { watchKernels } from './kernel-profile';
import { WorkerCase, WorkerRequest, type MemoryAnswer, type ProfileAnswer, type StepsAnswer } from './protocol';
import { zerosLike } from './zero-weights';

/** Batches after which an epoch ends; the evaluation that follows is not timed. */
const batchesPerEpoch = 8;
/** Evaluation batches after each epoch where those are timed. */
const evaluationsPerEpoch = 16;
const seed = 2020;

await main(WorkerCase.parse(JSON.parse(process.argv[2] ?? '')));

async function main(given: WorkerCase): Promise<void> {
  const { checkpoints } = given;
  // Whatever a library prints must not break the protocol.
  const answerLine = process.stdout.write.bind(process.stdout);
  process.stdout.write = process.stderr.write.bind(process.stderr);
  const gpu = given.watchesGpu ? await (await import('./gpu-profile')).GpuProfile.open() : null;
  await openEngine(given.engine);
  const recipe = resolveRecipe({
    method: given.objective === 'cored' ? 'cored' : 'ft',
    network: given.network,
    parameters: { epochs: 10_000, batchSize: given.batch, imageSize: given.size, ...given.parameters },
  });
  const now = () => performance.now() / 1000;
  const output = new GatedOutput({
    timed: given.objective === 'forward' ? 'evaluation' : 'training',
    buildsStore: given.objective === 'cored',
    now,
    ...(gpu && { mark: gpu.mark }),
    ...(checkpoints !== null && { save: (checkpoint) => writeCheckpoint(checkpoints, checkpoint) }),
  });
  const machine = { engine: given.engine, cores: await physicalCores(), memory: totalmem() };
  const { replicas, microBatches } = planMicroBatches(recipe, machine, null);
  const shared = {
    seed,
    tasks: given.objective === 'forward' ? evaluatedTasks(given) : trainedTasks(given),
    initialWeights: null,
    startStage: undefined,
    microBatches,
    resumeFrom: startOfStage(recipe, given.objective === 'forward' ? 1 : 2),
  };
  const { values: readTensor } = await tensorAccess(given.engine);
  const training = withReplicas(
    { count: replicas, training: { ...shared, recipe: recipe.config, engine: given.engine } },
    (replica) => trainChain({ ...shared, recipe, output, now, replica, readTensor }),
  );
  training.then(
    () => process.exit(0),
    (error: unknown) => {
      process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
      process.exit(1);
    },
  );
  for await (const line of createInterface({ input: process.stdin })) {
    const request = WorkerRequest.parse(JSON.parse(line));
    answerLine(`${JSON.stringify(await answerTo(request, output, { replicas, gpu }))}\n`);
  }
  output.end();
}

async function answerTo(
  request: WorkerRequest,
  output: GatedOutput,
  { replicas, gpu }: { replicas: number; gpu: GpuProfile | null },
): Promise<StepsAnswer | MemoryAnswer | ProfileAnswer> {
  switch (request.do) {
    case 'memory':
      return { ...memoryNow(), replicas, epochs: output.epochs };
    case 'steps': {
      const before = process.cpuUsage();
      const seconds = [...(await output.steps(request.count))];
      const { user, system } = process.cpuUsage(before);
      return { seconds, cpuSeconds: (user + system) / 1e6 };
    }
    case 'profile': {
      if (gpu) return gpu.profile(output, request.count);
      const watch = watchKernels();
      const seconds = [...(await output.steps(request.count))];
      return { seconds, kernels: watch.end(), gpu: null };
    }
  }
}

function memoryNow(): Omit<MemoryAnswer, 'replicas' | 'epochs'> {
  // Started with --expose-gc; what is garbage is no growth.
  globalThis.gc?.();
  const { rss, arrayBuffers, heapUsed } = process.memoryUsage();
  return {
    rssBytes: rss,
    arrayBytes: arrayBuffers,
    scriptBytes: heapUsed,
    peakRssBytes: process.resourceUsage().maxRSS * 1024,
    engineHeapBytes: engineHeapBytes(tf.backend()),
    tensors: tf.memory().numTensors,
  };
}

/** The wasm backend's memory, which only grows. */
function engineHeapBytes(backend: object): number | null {
  if (!('wasm' in backend) || typeof backend.wasm !== 'object' || backend.wasm === null) return null;
  return 'HEAPU8' in backend.wasm && backend.wasm.HEAPU8 instanceof Uint8Array ? backend.wasm.HEAPU8.byteLength : null;
}

/** Step 2, so that augmentation is whole (CutMix is for continual steps) and a teacher is there for methods that have one. */
function trainedTasks({ batch, size }: WorkerCase): TaskData[] {
  const train = noiseImages('train', { count: batch * batchesPerEpoch, size });
  const val = noiseImages('val', { count: 2, size });
  return ['first', 'second'].map((name) => ({ name, train, val, test: null }));
}

/** One batch of the asked size per task. */
function evaluatedTasks({ batch, size }: WorkerCase): TaskData[] {
  const train = noiseImages('train', { count: 2, size });
  const val = noiseImages('val', { count: batch, size });
  return Array.from({ length: evaluationsPerEpoch }, (_, index) => ({ name: `task ${index}`, train, val, test: null }));
}

/** Both classes in turn; the fakes are brighter, so that there is something to learn. */
function noiseImages(name: string, { count, size }: { count: number; size: number }): ImageSet {
  const random = randomStream(seed, 'bench', name);
  const labels = Uint8Array.from({ length: count }, (_, index) => index % 2);
  const pixels = new Uint8Array(count * size * size * 3);
  pixels.forEach(
    (_, at) => (pixels[at] = random.integer(200) + (Math.floor(at / (size * size * 3)) % 2 === 0 ? 55 : 0)),
  );
  return inSharedMemory({ files: [...labels].map((_, index) => `${name}/${index}.png`), labels, pixels, size });
}

function startOfStage({ network, imageSize, needs }: ResolvedRecipe, stage: number): Checkpoint {
  const student = initialWeights(network, { imageSize, seed });
  const trainable = listParameters(network, imageSize).filter(({ isTrainable }) => isTrainable);
  const names = new Set(trainable.map(({ name }) => name));
  return {
    stage,
    epoch: 0,
    bestEpoch: null,
    bestScore: null,
    elapsedSeconds: 0,
    student,
    momentum: zerosLike(student.filter(({ name }) => names.has(name))),
    secondMoments: null,
    teacher: needs.teacherOutputs === true ? student : null,
    best: null,
    method: null,
  };
}
