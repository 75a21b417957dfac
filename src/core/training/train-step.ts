/** One step of a chain: the student learns one task, the best epoch is kept and evaluated on every task. */
import { AppError } from '../../shared/errors';
import { formatCount } from '../../shared/format';
import { crossEntropyObjective } from '../methods/cross-entropy';
import type { Objective, StepPreparation } from '../methods/method';
import { listParameters } from '../networks/parameter-list';
import { randomStream } from '../random';
import type { Learner } from './batch-work';
import { evaluateStep, validate } from './evaluate';
import { highestScore, isKept, selectionScore } from './selection';
import type { TrainingSession } from './session';
import { judgedTasks, trainingImages } from './step-data';
import { passTeacher } from './teacher-pass';
import { augments, batchesPerEpoch, trainEpoch } from './train-epoch';
import type { Checkpoint, ImageSet, TaskData, Weights } from './training';
import { copyInto, disposeTensors, toTensors, type WeightTensors } from './weight-tensors';

/** Goes on from the checkpoint to the end of its step. Resolves to the state in which the next step starts. */
export async function trainStep(session: TrainingSession, start: Checkpoint): Promise<Checkpoint> {
  const { recipe, output } = session;
  const task = taskOf(session, start.step);
  const images = trainingImages(recipe.method, session.tasks, start.step) ?? task.train;
  const { epochs, batchSize } = recipe.training;
  if (start.epoch === 0) {
    const batches = batchesPerEpoch(images.labels.length, batchSize);
    await output.emit({ type: 'step/started', step: start.step, task: task.name, epochs, batchesPerEpoch: batches });
  }
  const end = start.epoch < epochs ? await trainEpochs(session, { start, images }) : start;
  return endStep(session, end);
}

/** The state before the first epoch of a step whose student starts as `student`. */
export function stepStart(session: TrainingSession, { step, student }: { step: number; student: Weights }): Checkpoint {
  const { network, method, imageSize } = session.recipe;
  const trainable = listParameters(network, imageSize).filter(({ isTrainable }) => isTrainable);
  const names = new Set(trainable.map(({ name }) => name));
  return {
    step,
    epoch: 0,
    bestEpoch: null,
    bestScore: null,
    elapsedSeconds: session.elapsedSeconds(),
    student,
    momentum: session.copies.zerosLike(
      'momentum',
      student.filter(({ name }) => names.has(name)),
    ),
    teacher: step > 1 && method.needsTeacher ? student : null,
    best: null,
  };
}

async function trainEpochs(
  session: TrainingSession,
  { start, images }: { start: Checkpoint; images: ImageSet },
): Promise<Checkpoint> {
  const { recipe, output } = session;
  const { step } = start;
  const teacher = start.teacher && toTensors(start.teacher);
  const student = toTensors(start.student);
  const momentum = toTensors(start.momentum);
  let prepared: Prepared = { objective: crossEntropyObjective, teacherLogits: null };
  try {
    // Step 1 is cross-entropy for every method.
    if (step > 1) prepared = await prepareObjective(session, { step, images, teacher });
    const { objective } = prepared;
    if (objective.store && start.epoch === 0) await output.emit({ type: 'store/built', step, ...objective.store });
    const learner: Learner = { network: recipe.network, student, momentum, teacher, objective };
    // Where no augmentation changes what the teacher sees, it looks once.
    const looksOnce = teacher !== null && !augments(recipe.training, step);
    const teacherLogits = looksOnce
      ? (prepared.teacherLogits ?? (await passTeacher(session, { teacher, images })))
      : null;
    let checkpoint = start;
    for (let epoch = start.epoch + 1; epoch <= recipe.training.epochs; epoch++) {
      const next = await trainAndSelect(session, learner, { checkpoint, epoch, images, teacherLogits });
      if (teacher && next.teacher && next.teacher !== checkpoint.teacher) {
        copyInto(teacher, next.teacher);
        if (epoch < recipe.training.epochs) teacherLogits?.set(await passTeacher(session, { teacher, images }));
      }
      checkpoint = next;
    }
    return checkpoint;
  } finally {
    prepared.objective.dispose();
    for (const tensors of [student, momentum, teacher]) if (tensors) disposeTensors(tensors);
  }
}

async function trainAndSelect(
  session: TrainingSession,
  learner: Learner,
  {
    checkpoint,
    epoch,
    ...seen
  }: { checkpoint: Checkpoint; epoch: number; images: ImageSet; teacherLogits: Float32Array | null },
): Promise<Checkpoint> {
  const { step } = checkpoint;
  const losses = await trainEpoch(session, learner, { step, epoch, ...seen });
  const { method, training } = session.recipe;
  const results = await validate(session, learner.student);
  const judged = judgedTasks(method, session.tasks, step).flatMap(({ name }) => results.get(name) ?? []);
  const score = selectionScore(training.selection, judged);
  const isBest = checkpoint.best === null || isKept(training.selection, { epoch, score, best: checkpoint.bestScore });
  const isRefreshed = isRefreshDue(learner.objective, epoch);
  const { copies, isFirst } = session;
  // The other replicas keep what they go on with; the first one all that a checkpoint needs.
  const student = isFirst ? await copies.ofTensors('student', learner.student) : [];
  const copyOf = (use: 'best' | 'teacher') =>
    isFirst ? copies.ofWeights(use, student) : copies.ofTensors(use, learner.student);
  const elapsedSeconds = session.elapsedSeconds();
  await session.output.emit({
    type: 'epoch/ended',
    step,
    epoch,
    losses,
    aucs: Object.fromEntries([...results].map(([name, { auc }]) => [name, auc])),
    selectionScore: score,
    isBest,
    elapsedSeconds,
    secondsLeft: session.secondsLeft({ step, epoch }),
  });
  const next: Checkpoint = {
    step,
    epoch,
    bestEpoch: isBest ? epoch : checkpoint.bestEpoch,
    bestScore: highestScore(score, checkpoint.bestScore),
    elapsedSeconds,
    student,
    momentum: isFirst ? await copies.ofTensors('momentum', learner.momentum) : [],
    teacher: isRefreshed ? await copyOf('teacher') : checkpoint.teacher,
    best: isBest ? await copyOf('best') : checkpoint.best,
  };
  await session.output.saveCheckpoint(next);
  return next;
}

function isRefreshDue({ refreshTeacherEvery = 0 }: Objective, epoch: number): boolean {
  return refreshTeacherEvery > 0 && epoch % refreshTeacherEvery === 0;
}

async function endStep(session: TrainingSession, { step, best, bestEpoch, student }: Checkpoint): Promise<Checkpoint> {
  const { output } = session;
  const task = taskOf(session, step);
  if (!best || bestEpoch === null) throw new Error(`Step ${step} ended without a best epoch.`);
  const tensors = toTensors(best);
  try {
    await evaluateStep(session, step, tensors);
  } finally {
    disposeTensors(tensors);
  }
  await output.saveWeights({ step, which: 'last' }, student);
  const weightsHash = await output.saveWeights({ step, which: 'best' }, best);
  await output.emit({ type: 'step/ended', step, task: task.name, bestEpoch, weightsHash });
  return stepStart(session, { step: step + 1, student: nextStudent(session, best) });
}

/** The next teacher as well, where the method has one: the memory of `best` is that of the next step's best weights. */
function nextStudent(session: TrainingSession, best: Weights): Weights {
  const { baseline, needsTeacher } = session.recipe.method;
  if (baseline !== undefined) return session.startingWeights();
  return needsTeacher ? session.copies.ofWeights('teacher', best) : best;
}

interface Prepared {
  readonly objective: Objective;
  /** Of all images as they are, [images, 2]; null where no pass has told them. */
  readonly teacherLogits: Float32Array | null;
}

async function prepareObjective(
  session: TrainingSession,
  { step, images, teacher }: { step: number; images: ImageSet; teacher: WeightTensors | null },
): Promise<Prepared> {
  const { method, network, imageSize, recipe, training } = session.recipe;
  let teacherLogits: Float32Array | null = null;
  const teacherPass: StepPreparation['teacherPass'] = async (visit, { flips, represent }) => {
    if (!teacher) throw new Error(`Method "${method.id}" asked for a teacher that it does not declare.`);
    const flip = randomStream(session.seed, 'store-flip', step);
    const isMirrored = flips ? () => flip.uniform() < training.horizontalFlip : undefined;
    const logits = await passTeacher(session, { teacher, images, isMirrored, represent }, visit);
    teacherLogits = flips && training.horizontalFlip > 0 ? null : logits;
  };
  const networkParameters = listParameters(network, imageSize);
  const objective = await method.prepare(recipe.parameters, { networkParameters, teacherPass });
  return { objective, teacherLogits };
}

function taskOf({ tasks }: TrainingSession, step: number): TaskData {
  const task = tasks[step - 1];
  if (task) return task;
  throw new AppError(
    'bad-input',
    `The checkpoint is of step ${step}, but the chain has ${formatCount(tasks.length, 'task')}.`,
  );
}
