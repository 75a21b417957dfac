/** One epoch: shuffled, augmented batches, one update each, and reports a few times a second at most. */
import type { LossTerms } from '../../../shared/loss-term';
import { AppError } from '../../../shared/errors';
import { joinRefs, labelsOfRefs, type ImageRefs } from '../../images/image-refs';
import type { ReplayGroup } from '../../methods/objective';
import type { DropoutStreams } from '../../networks/drop-mask';
import { randomStream } from '../../random';
import { learningRateAt } from '../../schedules/index';
import { rowsOfRank } from '../batches/row-range';
import type { Learner } from './learner';
import { drawChanges } from '../batches/draw-changes';
import { gatherBatch, PixelMemory, replayedRows, type ImageBatch } from '../batches/image-batch';
import { LossMeter } from './loss-meter';
import type { TrainingSession } from './session';
import { trainStep } from './train-step';

export interface EpochPlace {
  /** From 1. */
  readonly stage: number;
  /** From 1. */
  readonly epoch: number;
  readonly images: ImageRefs;
  /** The teacher's of all images, [images, 2], where no augmentation changes them; else null. */
  readonly teacherLogits: Float32Array | null;
}

/** Reports an epoch is divided into, and the least time between two of them. */
const reportsPerEpoch = 20;
const secondsBetweenReports = 0.2;

export function batchesPerEpoch(images: number, batchSize: number): number {
  return Math.ceil(images / batchSize);
}

/** Changes the learner's student. Resolves to the epoch's mean losses. Throws AppError when a loss is not finite. */
export async function trainEpoch(session: TrainingSession, learner: Learner, place: EpochPlace): Promise<LossTerms> {
  const { training } = session.recipe;
  const { objective } = learner;
  const { stage, epoch } = place;
  const images = place.images.length;
  const batches = batchesPerEpoch(images, training.batchSize);
  const order = randomStream(session.seed, 'shuffle', stage, epoch).permutation(images);
  const placesOf = (batch: number) => order.subarray((batch - 1) * training.batchSize, batch * training.batchSize);
  const imagesOf = (batch: number) => Float64Array.from(placesOf(batch), (at) => place.images[at] ?? 0);
  // One batch is learnt while the next one is made.
  const memory = new PixelMemory(2);
  const prepare = (batch: number) => {
    const replayed = objective.replay?.({ epoch, batch }) ?? [];
    return augmentedBatch(session, place, { batch, images: imagesOf(batch), replayed, memory });
  };
  // What is replayed may depend on what the batch before it left behind.
  const isMadeAhead = objective.replay === undefined;
  const report = new EpochReport(session, place, batches);
  let prepared = prepare(1);
  for (let batch = 1; batch <= batches; batch++) {
    await session.mayGoOn();
    const { count } = prepared;
    const learning = trainStep(learner, prepared, {
      ...training,
      learningRate: learningRateAt({ epoch, batch, batches, epochs: training.epochs }, training),
      updates: (epoch - 1) * batches + batch,
      dropout: dropoutStreams(session, place, batch),
      replica: session.replica,
      microBatches: session.microBatches,
      teacherLogits: rowsOf(place.teacherLogits, placesOf(batch)),
    });
    // While an engine that computes by itself still learns, the next batch is made.
    if (batch < batches && isMadeAhead) prepared = prepare(batch + 1);
    const { losses, logits } = await learning;
    refuseDivergence(losses, { stage, epoch, batch, learningRate: training.learningRate });
    const learnt = imagesOf(batch);
    objective.afterBatch?.({ epoch, batch, images: learnt, logits: logits && logits.subarray(0, learnt.length * 2) });
    if (batch < batches && !isMadeAhead) prepared = prepare(batch + 1);
    session.plan.countTrained(count, stage);
    await report.add(losses, { batch, images: count });
  }
  return report.epoch.mean();
}

interface BatchImages {
  readonly batch: number;
  readonly images: ImageRefs;
  readonly replayed: readonly ReplayGroup[];
  readonly memory: PixelMemory;
}

/** The batch's own images and those that are replayed, as the recipe's augmentations show them. */
function augmentedBatch(
  { seed, recipe, replica, microBatches, trainSets }: TrainingSession,
  { stage, epoch }: EpochPlace,
  { batch, images, replayed, memory }: BatchImages,
): ImageBatch {
  const indices = joinRefs([images, ...replayed.map((group) => Float64Array.from(group.images))]);
  const shown = { labels: labelsOfRefs(trainSets, indices), own: images.length, size: trainSets[0]?.size ?? 0 };
  const changes = drawChanges(recipe.augmentations, { seed, stage, epoch, batch }, shown);
  const { rank, count: ranks } = replica;
  const rows = rowsOfRank(indices.length, { rank, ranks, microBatches });
  const gathered = gatherBatch(trainSets, { indices, ...changes, rows, memory });
  return replayed.length === 0 ? gathered : { ...gathered, ...replayedRows(images.length, replayed) };
}

function rowsOf(logits: Float32Array | null, indices: Uint32Array): Float32Array | null {
  if (!logits) return null;
  const rows = new Float32Array(indices.length * 2);
  indices.forEach((index, place) => rows.set(logits.subarray(index * 2, index * 2 + 2), place * 2));
  return rows;
}

function dropoutStreams(
  { seed, recipe }: TrainingSession,
  { stage, epoch }: EpochPlace,
  batch: number,
): DropoutStreams | null {
  return recipe.hasDropout ? (layer) => randomStream(seed, 'dropout', stage, epoch, batch, layer) : null;
}

function refuseDivergence(
  losses: LossTerms,
  { stage, epoch, batch, learningRate }: { stage: number; epoch: number; batch: number; learningRate: number },
): void {
  const broken = Object.entries(losses).find(([, value]) => !Number.isFinite(value));
  if (!broken) return;
  const [name, value] = broken;
  throw new AppError(
    'bad-input',
    `Training diverged: the loss term "${name}" became ${value} in stage ${stage}, epoch ${epoch}, batch ${batch}, ` +
      `at a learning rate of ${learningRate}. Use a lower learning rate, for example ${learningRate / 5}.`,
  );
}

class EpochReport {
  readonly epoch = new LossMeter();
  private readonly sinceReport = new LossMeter();
  private reportedAt: number;

  constructor(
    private readonly session: TrainingSession,
    private readonly place: EpochPlace,
    private readonly batches: number,
  ) {
    this.reportedAt = session.elapsedSeconds();
  }

  async add(losses: LossTerms, { batch, images }: { batch: number; images: number }): Promise<void> {
    this.epoch.add(losses, images);
    this.sinceReport.add(losses, images);
    const seconds = this.session.elapsedSeconds() - this.reportedAt;
    const isDue = batch % Math.ceil(this.batches / reportsPerEpoch) === 0 && seconds >= secondsBetweenReports;
    if (!isDue && batch < this.batches) return;
    const imagesPerSecond = seconds > 0 ? this.sinceReport.count / seconds : 0;
    const { stage, epoch } = this.place;
    await this.session.output.emit({
      type: 'batches/ended',
      stage,
      epoch,
      batch,
      losses: this.sinceReport.mean(),
      imagesPerSecond,
    });
    this.sinceReport.reset();
    this.reportedAt = this.session.elapsedSeconds();
  }
}
