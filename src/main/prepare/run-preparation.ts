/** Prepares a task from videos: plans, takes up what was done before, and gives the rest to processes, a few videos at a time. */
import { availableParallelism } from 'node:os';
import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError, toAppError } from '../../shared/errors';
import {
  variantTask,
  type Preparation,
  type PreparationRequest,
  type PreparationSettings,
  type PreparedVideo,
} from '../../shared/preparation';
import { absent } from '../datasets/list-images';
import { forEachConcurrently } from '../datasets/for-each-concurrently';
import type { JobRunner } from '../jobs/jobs';
import type { FoundTools } from './find-tools';
import { listVideos } from './list-videos';
import { planVideos, type PlannedVideo } from './plan-videos';
import { filesOf, PreparationFolder, type VideoRecord } from './preparation-folder';
import { Tally } from './tally';

export interface PreparationWork {
  readonly request: PreparationRequest;
  readonly tools: FoundTools;
  readonly jobs: JobRunner;
  readonly signal: AbortSignal;
  onProgress(progress: Pick<Preparation, 'total' | 'done' | 'doneBefore' | 'counts' | 'remarkable'>): void;
}

/** Throws AppError: what is wrong with the request, `cancelled`, or why nothing can be written. What is done stays. */
export async function runPreparation(work: PreparationWork): Promise<void> {
  const { request } = work;
  const folder = new PreparationFolder(request.to, request.task);
  const videos = await listVideos({ real: request.real, fake: request.fake });
  const release = await folder.claim();
  try {
    const planned = await agreePlan(folder, request, videos);
    await folder.clearStaging();
    const { pending, tally, total } = await takeUp(folder, request, {
      planned,
      wanted: new Set(videos.map(({ path }) => path)),
    });
    const tell = () =>
      work.onProgress({
        ...{ total, done: tally.done, doneBefore: tally.doneBefore },
        ...{ counts: tally.counts(), remarkable: [...tally.remarkable] },
      });
    tell();
    await prepareAll(pending, work, (outcome) => {
      tally.add(outcome);
      tell();
    });
    await folder.clearStaging();
  } finally {
    await release();
  }
}

export function tasksOf({ task, settings }: PreparationRequest): string[] {
  return [task, ...settings.variants.map((variant) => variantTask(task, variant))];
}

/** Every video's name and split, as it is kept. Throws AppError `conflict` where something else is in the task's place. */
async function agreePlan(
  folder: PreparationFolder,
  request: PreparationRequest,
  videos: Awaited<ReturnType<typeof listVideos>>,
): Promise<PlannedVideo[]> {
  const { settings, to } = request;
  const before = await folder.readPlan();
  if (before !== null) refuseOtherSettings(before.settings, settings, { request, folder });
  else for (const task of tasksOf(request)) await refuseForeign(join(to, task));
  const planned = planVideos(videos, { seed: settings.seed, before: before?.videos ?? [] });
  await folder.writePlan({ format: 1, settings, videos: planned });
  return planned;
}

function refuseOtherSettings(
  before: PreparationSettings,
  asked: PreparationSettings,
  { request, folder }: { request: PreparationRequest; folder: PreparationFolder },
): void {
  const text = (value: unknown) => JSON.stringify(value);
  const differing = Object.entries(asked).flatMap(([key, value]) => {
    const there = Object.entries(before).find(([other]) => other === key)?.[1];
    return text(there) === text(value) ? [] : [`${key} ${text(there)} there, ${text(value)} asked for`];
  });
  if (differing.length === 0) return;
  throw new AppError(
    'conflict',
    `The task "${request.task}" in "${request.to}" was prepared otherwise: ${differing.join('; ')}. Ask for the same, ` +
      `give the task another name, or remove its folder and "${folder.path}".`,
  );
}

async function refuseForeign(path: string): Promise<void> {
  const entries = await readdir(path).catch(absent);
  if (entries === undefined || entries.length === 0) return;
  throw new AppError(
    'conflict',
    `"${path}" is there already and was not prepared here. Give the task another name, or choose another folder.`,
  );
}

interface TakenUp {
  readonly pending: PlannedVideo[];
  readonly tally: Tally;
  readonly total: number;
}

/** What is done counts as done where its crops are there and its video is the same; videos that were unreadable are tried again. */
async function takeUp(
  folder: PreparationFolder,
  request: PreparationRequest,
  { planned, wanted }: { planned: readonly PlannedVideo[]; wanted: ReadonlySet<string> },
): Promise<TakenUp> {
  const tally = new Tally();
  const pending: PlannedVideo[] = [];
  const present = await filesOf(request.to, tasksOf(request));
  for (const video of planned) {
    const record = await folder.readRecord(video);
    const isDone = record !== null && record.outcome.state !== 'unreadable';
    if (isDone && (!wanted.has(video.path) || (await isCurrent(record, video, present)))) {
      tally.add(record.outcome, true);
    } else if (wanted.has(video.path)) {
      for (const file of record?.files ?? []) await rm(join(request.to, file), { force: true });
      await folder.removeRecord(video);
      pending.push(video);
    }
  }
  return { pending, tally, total: tally.done + pending.length };
}

async function isCurrent(record: VideoRecord, { path }: PlannedVideo, present: ReadonlySet<string>): Promise<boolean> {
  const now = await stat(path).catch(absent);
  const isSame = now?.size === record.sizeBytes && now.mtimeMs === record.modifiedMs;
  return isSame && record.files.every((file) => present.has(file));
}

/**
 * So many videos at most are given to a process at once: starting one takes about as long as a short video, and a scan
 * waits until one has ended where every core is taken.
 */
const mostAtOnce = 8;

async function prepareAll(
  pending: readonly PlannedVideo[],
  work: PreparationWork,
  onVideo: (outcome: PreparedVideo) => void,
): Promise<void> {
  const { processes = availableParallelism() } = work.request;
  const size = Math.min(mostAtOnce, Math.max(1, Math.ceil(pending.length / (processes * 4))));
  const batches = Array.from({ length: Math.ceil(pending.length / size) }, (_, at) =>
    pending.slice(at * size, (at + 1) * size),
  );
  await forEachConcurrently(batches, processes, (batch) => prepareBatch(batch, work, onVideo));
}

/** A process that dies takes one video with it, not the preparation: that one is counted as unreadable. */
async function prepareBatch(
  batch: readonly PlannedVideo[],
  work: PreparationWork,
  onVideo: (outcome: PreparedVideo) => void,
): Promise<void> {
  const left = [...batch];
  while (left.length > 0) {
    try {
      await prepareIn(left, work, (outcome) => {
        left.splice(
          left.findIndex(({ path }) => path === outcome.path),
          1,
        );
        onVideo(outcome);
      });
      return;
    } catch (error) {
      const { code, message } = toAppError(error);
      // They come one after the other: the first that is left is the one it was at.
      const video = left.shift();
      if (code !== 'internal' || video === undefined) throw error;
      const outcome = { ...video, state: 'unreadable' as const, reason: message, frames: 0 };
      onVideo({ ...outcome, framesWithFaces: 0, crops: 0 });
    }
  }
}

async function prepareIn(
  videos: readonly PlannedVideo[],
  { request, tools, jobs, signal }: PreparationWork,
  onVideo: (outcome: PreparedVideo) => void,
): Promise<void> {
  const { task, to, settings } = request;
  const order = { videos: [...videos], task, to, settings, tools };
  await jobs.run('prepare/videos', order, { onProgress: onVideo, signal });
}
