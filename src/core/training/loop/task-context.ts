/** What a method is given before and after a task, over the training's own data and passes. */
import { FlipParameters } from '../../augmentations/flip';
import { labelsOfRefs, refsOfSet, type ImageRefs } from '../../images/image-refs';
import type { FinishedTask, TaskContext } from '../../methods/task-context';
import type { TensorMap } from '../../weights/tensor-map';
import { listParameters } from '../../networks/parameter-list';
import { randomStream } from '../../random';
import { passFrozen } from '../evaluation/frozen-pass';
import type { TrainingSession } from './session';
import { meanSquaredGradients } from '../evaluation/squared-gradients';

export interface TaskAt {
  readonly stage: number;
  /** The student's, or those that the task leaves behind. */
  readonly weights: TensorMap;
  readonly teacher: TensorMap | null;
  /** Hears the teacher's logits of all images as they are, [images, 2]; null after a pass that mirrored some. */
  readonly onTaught?: (logits: Float32Array | null) => void;
}

export function taskContext(session: TrainingSession, { stage, weights, teacher, onTaught }: TaskAt): TaskContext {
  const { recipe, seed, trainSets } = session;
  const { method, network, imageSize } = recipe;
  const { horizontalFlip } = FlipParameters.parse(recipe.config.parameters);
  const context: TaskContext = {
    stage,
    weights,
    networkParameters: listParameters(network, imageSize),
    imagesOf: (other) => imagesOf(session, { stage, other }),
    labelsOf: (images) => labelsOfRefs(trainSets, images),
    random: (purpose, ...place) => randomStream(seed, `${method.id}/${purpose}`, stage, ...place),
    async teacherPass(visit, { flips, ...looks }) {
      if (!teacher) throw new Error(`Method "${method.id}" asked for a teacher that it does not declare.`);
      const flip = randomStream(seed, 'store-flip', stage);
      const isMirrored = flips ? () => flip.uniform() < horizontalFlip : undefined;
      const images = session.method.trainsOn(context);
      const logits = await passFrozen(session, { weights: teacher, images, isMirrored, ...looks }, visit);
      onTaught?.(flips && horizontalFlip > 0 ? null : logits);
    },
  };
  return context;
}

export function finishedTask(session: TrainingSession, at: TaskAt): FinishedTask {
  const { weights } = at;
  return {
    ...taskContext(session, at),
    async studentPass(visit, options) {
      await passFrozen(session, { weights, ...options }, visit);
    },
    meanSquaredGradients: (options) => meanSquaredGradients(session, { weights, ...options }),
  };
}

function imagesOf(
  { recipe: { method, needs }, trainSets }: TrainingSession,
  { stage, other }: { stage: number; other: number },
): ImageRefs {
  if (other > stage) throw new Error(`Method "${method.id}" asked for images of task ${other} in task ${stage}.`);
  if (other < stage && needs.earlierImages !== true) {
    throw new Error(`Method "${method.id}" asked for images of an earlier task. It has to declare \`earlierImages\`.`);
  }
  return refsOfSet(trainSets, other - 1);
}
