/** What all parts of one chain's training share: the recipe, the tasks, the way out, and the time that counts. */
import { AppError } from '../../../shared/errors';
import type { ImageSet } from '../../images/image-set';
import type { MethodAtWork } from '../../methods/method';
import { dropTensors, type SavedState } from '../../methods/state';
import { initialWeights } from '../../networks/initial-weights';
import { matchWeights } from '../../networks/match-weights';
import type { ResolvedRecipe } from '../../recipe/recipe';
import { Recordings } from '../../recording/recordings';
import { singleReplica, type Replica } from '../replica';
import type { ChainTraining, TaskData, TrainingOutput } from '../training';
import type { Weights } from '../../weights/weights';
import { WeightCopies } from '../weights/weight-copies';
import { toTensors } from '../../weights/weight-tensors';
import { WorkPlan } from '../planning/work-plan';

/** Unwinds the training when a person asked to stop; never leaves trainChain. */
export class StopAsked extends Error {
  override readonly name = 'StopAsked';
}

export class TrainingSession {
  readonly recipe: ResolvedRecipe;
  readonly seed: number;
  readonly tasks: readonly TaskData[];
  /** Training images of the tasks, in the order of the chain: what image references name. */
  readonly trainSets: readonly ImageSet[];
  /** The method and what it has kept so far. */
  readonly method: MethodAtWork;
  readonly output: TrainingOutput;
  readonly plan: WorkPlan;
  readonly replica: Replica;
  readonly microBatches: number;
  readonly copies: WeightCopies;
  /** Of one stage's passes and updates: its weights are in them. */
  readonly recordings = new Recordings();
  private readonly given: Weights | null;
  private readonly now: () => number;
  private readonly startedAt: number;
  private readonly elapsedBefore: number;
  private pausedSeconds = 0;

  constructor(training: ChainTraining) {
    const { recipe, seed, tasks, output, now, resumeFrom, initialWeights: given } = training;
    const { replica = singleReplica, microBatches = 1, readTensor } = training;
    this.replica = replica;
    this.microBatches = microBatches;
    this.copies = new WeightCopies(readTensor);
    this.recipe = recipe;
    this.seed = seed;
    this.tasks = tasks;
    this.trainSets = tasks.map(({ train }) => train);
    this.method = openMethod(recipe, resumeFrom?.method ?? null);
    this.output = output;
    this.given = given;
    this.now = now;
    this.startedAt = now();
    this.elapsedBefore = resumeFrom?.elapsedSeconds ?? 0;
    this.plan = new WorkPlan(recipe, tasks);
  }

  /** Those that were given, or else the network's initialisation from the seed. Throws AppError where they do not fit. */
  startingWeights(): Weights {
    const { network, imageSize } = this.recipe;
    if (!this.given) return initialWeights(network, { imageSize, seed: this.seed });
    return matchWeights(network, this.given, { imageSize, source: 'set of initial weights' });
  }

  /** What the method has kept, until the next call; null where that is nothing. */
  async savedState(): Promise<SavedState | null> {
    const { tensors, data } = this.method.state;
    if (tensors.size === 0 && data === undefined) return null;
    return { tensors: await this.copies.ofTensors('method', tensors), data: structuredClone(data) ?? null };
  }

  dispose(): void {
    this.recordings.clear();
    dropTensors(this.method.state);
  }

  /** Between batches: waits while the run is paused. Rank 0 polls, all get the answer. Throws StopAsked. */
  async mayGoOn(): Promise<void> {
    const asked = this.now();
    const answer = this.isFirst ? await this.output.control() : 'go';
    this.pausedSeconds += this.now() - asked;
    const [ofFirst] = this.replica.gather(Float32Array.of(answer === 'stop' ? 1 : 0));
    if (ofFirst?.[0] === 1) throw new StopAsked('The training was asked to stop.');
  }

  /** Whether this is rank 0, which emits events and writes checkpoints. */
  get isFirst(): boolean {
    return this.replica.rank === 0;
  }

  /** Training time of the whole run, pauses excluded. */
  elapsedSeconds(): number {
    return this.elapsedBefore + this.sessionSeconds();
  }

  secondsLeft(place: { stage: number; epoch: number }): number {
    return this.plan.secondsLeft(place, this.sessionSeconds());
  }

  private sessionSeconds(): number {
    return this.now() - this.startedAt - this.pausedSeconds;
  }
}

/** Throws AppError('damaged') for a state that is not the method's. */
function openMethod({ method, config }: ResolvedRecipe, saved: SavedState | null): MethodAtWork {
  const given = saved && { tensors: toTensors(saved.tensors), data: saved.data };
  try {
    return method.open(config.parameters, given);
  } catch (error) {
    const message = `The checkpoint holds a state that method "${method.id}" cannot read. Start the run anew.`;
    throw new AppError('damaged', message, { cause: error });
  }
}
