/** A chain small enough for tests, with an output that keeps everything in memory. */
import { resolveRecipe } from '../../../src/core/recipe/recipe';
import { randomStream } from '../../../src/core/random';
import type { ImageSet } from '../../../src/core/images/image-set';
import type {
  ChainTraining,
  Checkpoint,
  ScoreRow,
  TaskData,
  TrainingOutput,
} from '../../../src/core/training/training';
import type { Weights } from '../../../src/core/weights/weights';
import type { Parameters } from '../../../src/shared/field';
import type { RunEventBody, RunEventType } from '../../../src/shared/event';

const size = 32;

/** Noise; the fake ones of a task are brighter in the task's own channel, so that it can be learnt. */
export function tinyImages(name: string, perClass: number, channel: number): ImageSet {
  const random = randomStream(11, 'tiny', name);
  const labels = Uint8Array.from({ length: perClass * 2 }, (_, index) => (index < perClass ? 0 : 1));
  const pixels = new Uint8Array(labels.length * size * size * 3);
  pixels.forEach((_, at) => {
    const isFake = at < pixels.length / 2;
    pixels[at] = random.integer(160) + (isFake && at % 3 === channel ? 60 : 0);
  });
  return { files: [...labels].map((_, index) => `${name}/${index}.png`), labels, pixels, size };
}

export function tinyTask(name: string, channel: number): TaskData {
  return {
    name,
    train: tinyImages(`${name}/train`, 8, channel),
    val: tinyImages(`${name}/val`, 6, channel),
    test: channel === 0 ? tinyImages(`${name}/test`, 5, channel) : null,
  };
}

export class MemoryOutput implements TrainingOutput {
  readonly events: RunEventBody[] = [];
  readonly scores = new Map<string, readonly ScoreRow[]>();
  readonly weights = new Map<string, Weights>();
  readonly checkpoints: Checkpoint[] = [];
  /** Called between batches with the number of times it was asked. */
  answer: (asked: number) => Promise<'go' | 'stop'> | 'go' | 'stop' = () => 'go';
  private asked = 0;

  async emit(event: RunEventBody): Promise<void> {
    this.events.push(event);
  }

  async saveScores(at: { stage: number; task: string; split: string }, rows: readonly ScoreRow[]): Promise<void> {
    this.scores.set(`${at.stage}/${at.task}/${at.split}`, rows);
  }

  async saveWeights(at: { stage: number; which: string }, weights: Weights): Promise<string> {
    this.weights.set(`${at.stage}/${at.which}`, copied(weights));
    return `hash of ${at.stage}/${at.which}`;
  }

  async saveCheckpoint(checkpoint: Checkpoint): Promise<void> {
    const { student, momentum, secondMoments, teacher, best, method } = checkpoint;
    this.checkpoints.push({
      ...checkpoint,
      student: copied(student),
      momentum: copied(momentum),
      secondMoments: secondMoments && copied(secondMoments),
      teacher: teacher && copied(teacher),
      best: best && copied(best),
      method: method && { ...method, tensors: copied(method.tensors) },
    });
  }

  async control(): Promise<'go' | 'stop'> {
    this.asked += 1;
    return this.answer(this.asked);
  }

  ofType<Type extends RunEventType>(type: Type): Extract<RunEventBody, { type: Type }>[] {
    return this.events.filter((event): event is Extract<RunEventBody, { type: Type }> => event.type === type);
  }
}

/** The training writes its next weights into the memory of these. */
function copied(weights: Weights): Weights {
  return weights.map((tensor) => ({ ...tensor, data: tensor.data.slice() }));
}

export interface TinyOptions {
  readonly method?: string;
  readonly seed?: number;
  readonly parameters?: Parameters;
  readonly resumeFrom?: Checkpoint;
  readonly tasks?: TaskData[];
}

/** Two tasks, two epochs, four batches an epoch. Time is a counter: no test depends on the clock. */
export function tinyTraining(output: TrainingOutput, options: TinyOptions = {}): ChainTraining {
  let ticks = 0;
  const { method = 'cored', seed = 2020, parameters = {}, resumeFrom = null } = options;
  const given = { imageSize: size, epochs: 2, batchSize: 4, cutmixProbability: 0.5, ...parameters };
  return {
    recipe: resolveRecipe({ method, network: 'small-cnn', parameters: given }),
    seed,
    tasks: options.tasks ?? [tinyTask('red', 0), tinyTask('green', 1)],
    initialWeights: null,
    resumeFrom,
    output,
    now: () => (ticks += 0.05),
  };
}
