/** One epoch: shuffled, augmented batches, one update each, and reports a few times a second at most. */
import type { LossTerms } from '../../shared/event';
import { AppError } from '../../shared/errors';
import type { DropoutStreams } from '../networks/drop-mask';
import { randomStream } from '../random';
import { cutmix } from './cutmix';
import { gatherBatch, type ImageBatch } from './image-batch';
import { LossMeter } from './loss-meter';
import type { TrainingSession } from './session';
import { trainBatch, type Learner } from './train-batch';
import type { ImageSet } from './training';

export interface EpochPlace {
  /** From 1. */
  readonly step: number;
  /** From 1. */
  readonly epoch: number;
  readonly images: ImageSet;
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
  const { step, epoch } = place;
  const images = place.images.labels.length;
  const batches = batchesPerEpoch(images, training.batchSize);
  const order = randomStream(session.seed, 'shuffle', step, epoch).permutation(images);
  const report = new EpochReport(session, place, batches);
  for (let batch = 1; batch <= batches; batch++) {
    await session.mayGoOn();
    const indices = order.subarray((batch - 1) * training.batchSize, batch * training.batchSize);
    const losses = await trainBatch(learner, augmentedBatch(session, place, { batch, indices }), {
      ...training,
      dropout: dropoutStreams(session, place, batch),
    });
    refuseDivergence(losses, { step, epoch, batch, learningRate: training.learningRate });
    session.plan.countTrained(indices.length, step);
    await report.add(losses, { batch, images: indices.length });
  }
  return report.epoch.mean();
}

function augmentedBatch(
  { seed, recipe: { training } }: TrainingSession,
  { step, epoch, images }: EpochPlace,
  { batch, indices }: { batch: number; indices: Uint32Array },
): ImageBatch {
  const flip = randomStream(seed, 'flip', step, epoch, batch);
  const isMirrored = () => flip.uniform() < training.horizontalFlip;
  const gathered = gatherBatch(images, { indices, isMirrored });
  if (step === 1 && training.cutmixSteps === 'continual') return gathered;
  return cutmix(gathered, randomStream(seed, 'cutmix', step, epoch, batch), {
    probability: training.cutmixProbability,
    alpha: training.cutmixAlpha,
    partner: training.cutmixPartner,
  });
}

function dropoutStreams(
  { seed, recipe }: TrainingSession,
  { step, epoch }: EpochPlace,
  batch: number,
): DropoutStreams | null {
  return recipe.hasDropout ? (layer) => randomStream(seed, 'dropout', step, epoch, batch, layer) : null;
}

function refuseDivergence(
  losses: LossTerms,
  { step, epoch, batch, learningRate }: { step: number; epoch: number; batch: number; learningRate: number },
): void {
  const broken = Object.entries(losses).find(([, value]) => !Number.isFinite(value));
  if (!broken) return;
  const [name, value] = broken;
  throw new AppError(
    'bad-input',
    `Training diverged: the loss term "${name}" became ${value} in step ${step}, epoch ${epoch}, batch ${batch}, ` +
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
    const { step, epoch } = this.place;
    await this.session.output.emit({
      type: 'batches/ended',
      step,
      epoch,
      batch,
      losses: this.sinceReport.mean(),
      imagesPerSecond,
    });
    this.sinceReport.reset();
    this.reportedAt = this.session.elapsedSeconds();
  }
}
