/** What each job does. Modules are loaded by the job that needs them, so that a scan loads no TensorFlow.js. */
import { MemoryRoom } from '../datasets/memory-room';
import type { EngineDesk } from '../engines/engine-desk';
import type { JobInput, JobName, JobOutput, JobProgress } from './jobs';

export interface JobSurroundings<Name extends JobName> {
  readonly onProgress: (progress: JobProgress<Name>) => void;
  readonly signal: AbortSignal;
}

type JobHandler<Name extends JobName> = (
  input: JobInput<Name>,
  surroundings: JobSurroundings<Name>,
) => Promise<JobOutput<Name>>;

/** Shared by all pictures that this process shows at a time. */
const room = new MemoryRoom();

export const jobHandlers: { readonly [Name in JobName]: JobHandler<Name> } = {
  'dataset/scan': async ({ root, mapping, within }, { onProgress, signal }) => {
    const { refuseLinksOut } = await import('../datasets/links-out');
    await refuseLinksOut(root, within);
    const { scanRoot } = await import('../datasets/scan-root');
    return scanRoot(root, { mapping, onProgress: (done, total) => onProgress({ done, total }), signal });
  },
  'dataset/propose': async ({ root, wish, within }) => {
    const { refuseLinksOut } = await import('../datasets/links-out');
    await refuseLinksOut(root, within);
    const { proposeMapping } = await import('../datasets/mapping/propose');
    return proposeMapping(root, wish);
  },
  'demo/make': async ({ to, tasks }, { onProgress, signal }) => {
    const { makeDemoDataset } = await import('../datasets/demo/make-demo-dataset');
    return makeDemoDataset(to, { tasks, signal, onProgress: atIntervals(onProgress) });
  },
  'prepare/videos': async (order, { onProgress, signal }) => {
    const { prepareVideos } = await import('../prepare/prepare-videos');
    await prepareVideos(order, { onVideo: onProgress, signal });
    return {};
  },
  'task/samples': async ({ task, within, ...request }) => {
    const { refuseLinksOut } = await import('../datasets/links-out');
    await refuseLinksOut(task.path, within);
    const { readSamples } = await import('../datasets/read-samples');
    return readSamples(task, request, room);
  },
  'weights/inspect': async ({ path, ...options }) => {
    const { inspectWeights } = await import('../weights/read-weights');
    return inspectWeights(path, options);
  },
  'weights/export': async (request) => {
    const { exportWeights } = await import('../weights/export-weights');
    return exportWeights(request);
  },
  'bundle/write': async (request, { onProgress }) => {
    const { writeBundle } = await import('../bundle/write-bundle');
    return writeBundle(request, onProgress);
  },
  'tracker/write': async (request) => {
    const { writeRuns } = await import('../trackers/write-runs');
    return writeRuns(request);
  },
  'mlflow/send': async (request, { signal }) => {
    const { sendRuns } = await import('../trackers/mlflow/send-runs');
    return sendRuns({ ...request, signal, environment: process.env });
  },
  'bundle/unpack': async ({ path, into }, { onProgress }) => {
    const { unpackBundle } = await import('../bundle/unpack-bundle');
    return { runId: await unpackBundle(path, into, onProgress) };
  },
  'file/hash': async ({ path }) => {
    const { hashFile } = await import('./hash-file');
    return hashFile(path);
  },
  'node/version': async () => process.versions.node,
  'recipe/options': async () => {
    const { recipeOptions } = await import('../../core/recipe/recipe');
    return recipeOptions();
  },
  'recipe/check': async (asked) => {
    const { resolveRecipe } = await import('../../core/recipe/recipe');
    const { workOf } = await import('../engines/training-works');
    const resolved = resolveRecipe(asked);
    const { config, training, needs } = resolved;
    const { videoRule, precision } = training;
    const needsEarlierImages = needs.earlierImages === true;
    return { recipe: config, videoRule, precision, needsEarlierImages, work: workOf(resolved) };
  },
  'recipe/cores': async (asked) => {
    const { coresOf } = await import('../runs/cores-of-run');
    return coresOf(asked);
  },
  'network/check-size': async ({ network, imageSize }) => {
    const { refuseSize } = await import('../evaluation/refuse-size');
    refuseSize(network, imageSize);
    return {};
  },
  'images/list': async (input) => {
    const { listImagesOf } = await import('../images/score-answers');
    return listImagesOf(input);
  },
  'images/thresholds': async (input) => {
    const { thresholdsOf } = await import('../images/score-answers');
    return thresholdsOf(input);
  },
  'images/forgotten': async (input) => {
    const { forgottenOf } = await import('../images/score-answers');
    return forgottenOf(input);
  },
  'images/thumbnails': async ({ place, images }) => {
    const { showThumbnails } = await import('../images/show-pictures');
    return showThumbnails(place, images, room);
  },
  'images/picture': async ({ place, image }) => {
    const { showPicture } = await import('../images/show-pictures');
    return showPicture(place, image, room);
  },
  'images/traces': async ({ runs, image }) => {
    const { traceImage } = await import('../images/trace-image');
    return traceImage(runs, image);
  },
  'images/saliency': async ({ weights, place, file }) => {
    const { pathOfImage } = await import('../images/show-pictures');
    const path = await pathOfImage(place, file);
    const { findSaliency } = await import('../images/find-saliency');
    return findSaliency(weights, path);
  },
  'images/score': async ({ image, runs }) => {
    const { scoreDropped } = await import('../images/score-dropped');
    return scoreDropped(image, runs);
  },
  'engine/list': async (asked) => {
    const { desk, problems } = await deskOf(asked);
    return { engines: await desk.list(), problems };
  },
  'engine/measure': async (asked, { onProgress }) => {
    const { desk, problems } = await deskOf(asked, (engines, measuring) =>
      onProgress({ engines: [...engines], measuring }),
    );
    return { engines: await desk.measureAll(), problems };
  },
};

type Change = ConstructorParameters<typeof EngineDesk>[0]['onChange'];

async function deskOf(
  asked: JobInput<'engine/list'>,
  onChange?: NonNullable<Change>,
): Promise<{ desk: EngineDesk; problems: string[] }> {
  const { EngineDesk: Desk } = await import('../engines/engine-desk');
  const problems: string[] = [];
  const onProblem = (message: string) => void problems.push(message);
  return { desk: new Desk({ ...asked, onProblem, ...(onChange && { onChange }) }), problems };
}

const intervalMs = 100;

/** At most ten times a second, and at the end. */
function atIntervals(
  onProgress: (progress: { done: number; total: number }) => void,
): (done: number, total: number) => void {
  let toldAt = -Infinity;
  return (done, total) => {
    const now = performance.now();
    if (now - toldAt < intervalMs && done < total) return;
    toldAt = now;
    onProgress({ done, total });
  };
}
