/** One stage of a chain: the student learns one task, the best epoch is kept and evaluated on every task. */
import { AppError } from '../../../shared/errors';
import { formatCount } from '../../../shared/format';
import type { ImageRefs } from '../../images/image-refs';
import type { Objective } from '../../methods/objective';
import type { SavedState } from '../../methods/state';
import { findOptimizer } from '../../optimizers/index';
import { initialWeights } from '../../networks/initial-weights';
import { listParameters } from '../../networks/parameter-list';
import { randomStream } from '../../random';
import { augments } from '../batches/draw-changes';
import type { Learner } from './learner';
import { evaluateStage, validate } from '../evaluation/evaluate';
import { passFrozen } from '../evaluation/frozen-pass';
import { highestScore, isKept, selectionScore } from '../evaluation/selection';
import type { TrainingSession } from './session';
import { finishedTask, taskContext } from './task-context';
import { batchesPerEpoch, trainEpoch } from './train-epoch';
import type { Checkpoint, TaskData } from '../training';
import type { Weights } from '../../weights/weights';
import { copyInto, disposeTensors, toTensors } from '../../weights/weight-tensors';

/** Goes on from the checkpoint to the end of its stage. Resolves to the state in which the next stage starts. */
export async function trainStage(session: TrainingSession, start: Checkpoint): Promise<Checkpoint> {
  const end = start.epoch < session.recipe.training.epochs ? await trainEpochs(session, start) : start;
  return endStage(session, end);
}

export interface StageStart {
  readonly stage: number;
  readonly student: Weights;
  /** The student's unless given: where the student starts from other weights than the stage before has left. */
  readonly teacher?: Weights;
  readonly method?: SavedState | null;
}

/** The state before the first epoch of a stage whose student starts as `student`. */
export function stageStart(
  session: TrainingSession,
  { stage, student, teacher = student, method = null }: StageStart,
): Checkpoint {
  const { network, imageSize } = session.recipe;
  const trainable = listParameters(network, imageSize).filter(({ isTrainable }) => isTrainable);
  const names = new Set(trainable.map(({ name }) => name));
  const trained = student.filter(({ name }) => names.has(name));
  const { hasSecondMoments } = findOptimizer(session.recipe.training.optimizer);
  return {
    stage,
    epoch: 0,
    bestEpoch: null,
    bestScore: null,
    elapsedSeconds: session.elapsedSeconds(),
    student,
    momentum: session.copies.zerosLike('momentum', trained),
    secondMoments: hasSecondMoments ? session.copies.zerosLike('second-moments', trained) : null,
    teacher: stage > 1 && hasTeacher(session) ? teacherOf(session, { stage, teacher }) : null,
    best: null,
    method,
  };
}

/** The one before the task, or one that has learnt nothing, where the method asks for it. */
function teacherOf(
  { recipe: { network, imageSize, needs }, seed }: TrainingSession,
  { stage, teacher }: { stage: number; teacher: Weights },
): Weights {
  if (needs.teacherIsUntrained !== true) return teacher;
  return initialWeights(network, { imageSize, seed: randomStream(seed, 'untrained-teacher', stage).nextUint32() });
}

function hasTeacher({ recipe: { needs } }: TrainingSession): boolean {
  return needs.teacherOutputs === true || needs.teacherWeights === true;
}

async function trainEpochs(session: TrainingSession, start: Checkpoint): Promise<Checkpoint> {
  const { recipe, method } = session;
  const { stage } = start;
  const teacher = start.teacher && toTensors(start.teacher);
  const student = toTensors(start.student);
  const momentum = toTensors(start.momentum);
  const secondMoments = start.secondMoments && toTensors(start.secondMoments);
  let objective: Objective | null = null;
  let taught: Float32Array | null = null;
  try {
    const onTaught = (logits: Float32Array | null) => (taught = logits);
    const task = taskContext(session, { stage, weights: student, teacher, onTaught });
    if (start.epoch === 0) await method.beforeTask(task);
    const images = method.trainsOn(task);
    if (start.epoch === 0) await tellStart(session, stage, images);
    objective = await method.prepare(task);
    if (start.epoch === 0) {
      for (const report of objective.reports ?? [])
        await session.output.emit({ type: 'method/reported', stage, report });
    }
    const learner: Learner = {
      ...{ network: recipe.network, student, momentum, secondMoments, teacher, objective },
      needsTeacherOutputs: recipe.needs.teacherOutputs === true,
      termIds: recipe.method.terms.map(({ id }) => id),
      recordings: session.recordings,
    };
    const lookAtAll = () => (teacher ? passFrozen(session, { weights: teacher, images }) : null);
    const teacherLogits = looksOnce(session, learner, stage) ? (taught ?? (await lookAtAll())) : null;
    let checkpoint = start;
    for (let epoch = start.epoch + 1; epoch <= recipe.training.epochs; epoch++) {
      const next = await trainAndSelect(session, learner, { checkpoint, epoch, images, teacherLogits });
      if (teacher && next.teacher && next.teacher !== checkpoint.teacher) {
        copyInto(teacher, next.teacher);
        if (epoch < recipe.training.epochs) teacherLogits?.set((await lookAtAll()) ?? []);
      }
      checkpoint = next;
    }
    return checkpoint;
  } finally {
    session.recordings.clear();
    objective?.dispose?.();
    for (const tensors of [student, momentum, secondMoments, teacher]) if (tensors) disposeTensors(tensors);
  }
}

async function tellStart({ output, recipe, tasks }: TrainingSession, stage: number, images: ImageRefs): Promise<void> {
  const { epochs, batchSize } = recipe.training;
  const { name } = taskOf({ tasks }, stage);
  if (images.length === 0) {
    throw new AppError('bad-input', `Method "${recipe.method.id}" has no images to train on in stage ${stage}.`);
  }
  const batches = batchesPerEpoch(images.length, batchSize);
  await output.emit({ type: 'stage/started', stage, task: name, epochs, batchesPerEpoch: batches });
}

/** Where nothing changes what the teacher sees, it looks once. */
function looksOnce(
  { recipe }: TrainingSession,
  { teacher, needsTeacherOutputs, objective }: Learner,
  stage: number,
): boolean {
  if (!teacher || !needsTeacherOutputs || augments(recipe.augmentations, stage)) return false;
  return objective.replay === undefined && objective.comparesRepresentations !== true;
}

async function trainAndSelect(
  session: TrainingSession,
  learner: Learner,
  {
    checkpoint,
    epoch,
    ...seen
  }: { checkpoint: Checkpoint; epoch: number; images: ImageRefs; teacherLogits: Float32Array | null },
): Promise<Checkpoint> {
  const { stage } = checkpoint;
  const losses = await trainEpoch(session, learner, { stage, epoch, ...seen });
  const { method, training } = session.recipe;
  const results = await validate(session, learner.student);
  // Selection looks at the tasks seen so far, or at the one task that a network has seen.
  const judged = session.tasks.slice(method.selectedBy === 'own' ? stage - 1 : 0, stage);
  const score = selectionScore(
    training.selection,
    judged.flatMap(({ name }) => results.get(name) ?? []),
  );
  const isBest = checkpoint.best === null || isKept(training.selection, { epoch, score, best: checkpoint.bestScore });
  const isRefreshed = isRefreshDue(learner.objective, epoch);
  learner.objective.afterEpoch?.({ epoch, isBest });
  const { copies, isFirst } = session;
  // The other replicas keep what they go on with; the first one all that a checkpoint needs.
  const student = isFirst ? await copies.ofTensors('student', learner.student) : [];
  const copyOf = (use: 'best' | 'teacher') =>
    isFirst ? copies.ofWeights(use, student) : copies.ofTensors(use, learner.student);
  const elapsedSeconds = session.elapsedSeconds();
  await session.output.emit({
    type: 'epoch/ended',
    stage,
    epoch,
    losses,
    aucs: Object.fromEntries([...results].map(([name, { auc }]) => [name, auc])),
    selectionScore: score,
    isBest,
    elapsedSeconds,
    secondsLeft: session.secondsLeft({ stage, epoch }),
  });
  const next: Checkpoint = {
    stage,
    epoch,
    bestEpoch: isBest ? epoch : checkpoint.bestEpoch,
    bestScore: highestScore(score, checkpoint.bestScore),
    elapsedSeconds,
    student,
    momentum: isFirst ? await copies.ofTensors('momentum', learner.momentum) : [],
    secondMoments:
      learner.secondMoments && isFirst ? await copies.ofTensors('second-moments', learner.secondMoments) : null,
    teacher: isRefreshed ? await copyOf('teacher') : checkpoint.teacher,
    best: isBest ? await copyOf('best') : checkpoint.best,
    method: isFirst ? await session.savedState() : null,
  };
  await session.output.saveCheckpoint(next);
  return next;
}

function isRefreshDue({ refreshTeacherEvery = 0 }: Objective, epoch: number): boolean {
  return refreshTeacherEvery > 0 && epoch % refreshTeacherEvery === 0;
}

async function endStage(
  session: TrainingSession,
  { stage, best, bestEpoch, student }: Checkpoint,
): Promise<Checkpoint> {
  const { output } = session;
  const task = taskOf(session, stage);
  if (!best || bestEpoch === null) throw new Error(`Stage ${stage} ended without a best epoch.`);
  const tensors = toTensors(best);
  try {
    await evaluateStage(session, stage, tensors);
    await session.method.afterTask(finishedTask(session, { stage, weights: tensors, teacher: null }));
  } finally {
    session.recordings.clear();
    disposeTensors(tensors);
  }
  await output.saveWeights({ stage, which: 'last' }, student);
  const weightsHash = await output.saveWeights({ stage, which: 'best' }, best);
  await output.emit({ type: 'stage/ended', stage, task: task.name, bestEpoch, weightsHash });
  const method = session.isFirst ? await session.savedState() : null;
  return stageStart(session, { stage: stage + 1, method, ...nextStart(session, best) });
}

/** The memory of `best` is that of the next stage's best weights: a teacher needs its own. */
function nextStart(session: TrainingSession, best: Weights): Pick<StageStart, 'student' | 'teacher'> {
  const kept = hasTeacher(session) ? session.copies.ofWeights('teacher', best) : best;
  if (session.recipe.method.startsFrom === 'initial') return { student: session.startingWeights(), teacher: kept };
  return { student: kept };
}

function taskOf({ tasks }: Pick<TrainingSession, 'tasks'>, stage: number): TaskData {
  const task = tasks[stage - 1];
  if (task) return task;
  throw new AppError(
    'bad-input',
    `The checkpoint is of stage ${stage}, but the chain has ${formatCount(tasks.length, 'task')}.`,
  );
}
