/** Trains one detector through a chain of tasks and hands events, scores, weights and checkpoints to the output. */
import { AppError } from '../../../shared/errors';
import { refuseStartStage } from '../../../shared/start-stage';
import { evaluateStage } from '../evaluation/evaluate';
import { StopAsked, TrainingSession } from './session';
import { stageStart, trainStage } from './train-stage';
import type { ChainTraining, Checkpoint } from '../training';
import { disposeTensors, toTensors } from '../../weights/weight-tensors';

/**
 * Resolves when the last stage is evaluated, or when `output.control()` said stop; a stopped training goes on exactly
 * where it was with `resumeFrom` the last checkpoint. Emits everything between `stage/evaluated` of stage 0 and the last
 * `stage/ended`; `run/...` events are the caller's. An engine must be open.
 * Throws AppError('bad-input') for tasks or weights that do not fit the recipe, and for a training that diverges.
 */
export async function trainChain(training: ChainTraining): Promise<'completed' | 'stopped'> {
  checkTasks(training);
  const session = new TrainingSession(training);
  try {
    let checkpoint = training.resumeFrom ?? (await beforeTraining(session, training));
    while (checkpoint.stage <= session.tasks.length) {
      checkpoint = await trainStage(session, checkpoint);
      if (checkpoint.stage <= session.tasks.length) await session.output.saveCheckpoint(checkpoint);
    }
    return 'completed';
  } catch (thrown) {
    if (thrown instanceof StopAsked) return 'stopped';
    throw thrown;
  } finally {
    session.dispose();
  }
}

/** The row before training, which is that of the stage before the first one that is trained. */
async function beforeTraining(session: TrainingSession, { startStage: stage = 1 }: ChainTraining): Promise<Checkpoint> {
  const student = session.startingWeights();
  const tensors = toTensors(student);
  try {
    await evaluateStage(session, stage - 1, tensors);
  } finally {
    disposeTensors(tensors);
  }
  const checkpoint = stageStart(session, { stage, student, method: await session.savedState() });
  await session.output.saveCheckpoint(checkpoint);
  return checkpoint;
}

function checkTasks({ tasks, recipe, startStage = 1, initialWeights: given }: ChainTraining): void {
  if (tasks.length === 0) throw new AppError('bad-input', 'The chain is empty. Put at least one task into it.');
  refuseStartStage({ startStage, chain: tasks.map(({ name }) => name), hasWeights: given !== null });
  // What was learnt before needs no training images, unless the method looks back at them.
  const trainedFrom = recipe.needs.earlierImages === true ? 0 : startStage - 1;
  for (const [index, { name, train, val, test }] of tasks.entries()) {
    for (const [split, images] of Object.entries({ train, val, test })) {
      if (!images) continue;
      if (images.labels.length === 0 && (split !== 'train' || index >= trainedFrom)) {
        throw new AppError(
          'bad-input',
          `Task "${name}" has no images in ${split}. Add some, or take it out of the chain.`,
        );
      }
      if (images.size !== recipe.imageSize) {
        const message = `Task "${name}" was loaded at ${images.size} px in ${split}, the recipe asks for ${recipe.imageSize}.`;
        throw new AppError('bad-input', message);
      }
    }
  }
}
