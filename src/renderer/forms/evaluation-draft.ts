/** The evaluation as it stands in the form, and the request that it makes. */
import type { EvaluationRequest, EvaluationTarget, WeightsSource } from '../../shared/evaluation';
import type { VideoRule } from '../../shared/metrics/video-rules';
import type { EngineWish } from '../../shared/recipe';
import { splitNames, type Dataset, type SplitName, type TaskScan } from '../../shared/task';
import { checkRobustness, startRobustness, type RobustnessDraft } from './robustness-draft';
import { WeightsChoice, type ClassOrder, type WeightsEntry, type WeightsOfRun } from '../../shared/weights';

export interface EvaluationDraft {
  name: string;
  weightsFrom: WeightsSource['kind'];
  /** Whose weights are offered; empty while none is chosen. */
  weightsRun: string;
  /** `keyOfWeights` of an entry. */
  weightsKey: string;
  weightsPath: string;
  /** Which of its outputs is fake; empty: what the file says. */
  classes: ClassOrder | '';
  /** Which of several sets of weights in the file; empty: the one that is usually meant. */
  part: string;
  targetFrom: EvaluationTarget['kind'];
  datasetId: string;
  task: string;
  split: SplitName;
  folder: string;
  engine: EngineWish;
  /** The number of the engine's device; empty: its own choice. */
  device: string;
  /** Pixels, as typed; empty leaves it to the weights. */
  imageSize: string;
  /** Which frames are one video; empty: as the run, or the dataset's mapping. */
  videoRule: VideoRule | '';
  skipsUnreadable: boolean;
  robustness: RobustnessDraft;
}

export function startEvaluation(): EvaluationDraft {
  return {
    name: '',
    weightsFrom: 'run',
    weightsRun: '',
    weightsKey: '',
    weightsPath: '',
    classes: '',
    part: '',
    targetFrom: 'task',
    datasetId: '',
    task: '',
    split: 'val',
    folder: '',
    engine: 'auto',
    device: '',
    imageSize: '',
    videoRule: '',
    skipsUnreadable: false,
    robustness: startRobustness(),
  };
}

export function keyOfWeights({ runId, stage, which }: OneOfRun): string {
  return `${runId}/${stage}/${which}`;
}

/** The splits that hold images; test first, for it is the one that nothing was chosen by. */
export function splitsOf({ counts }: TaskScan): SplitName[] {
  return [...splitNames].reverse().filter((split) => {
    const found = counts[split];
    return found !== null && found.fake + found.real > 0;
  });
}

type OneOfRun = Pick<WeightsEntry, 'runId' | 'stage' | 'which'>;

export interface KeyedWeights extends OneOfRun {
  readonly key: string;
}

/** The weights that a run has left, the latest stage first. */
export function keysOfRun(left: WeightsOfRun | undefined): KeyedWeights[] {
  if (left === undefined) return [];
  const { runId, stages } = left;
  return stages
    .toReversed()
    .flatMap((stage) =>
      WeightsChoice.options.map((which) => ({ key: keyOfWeights({ runId, stage, which }), runId, stage, which })),
    );
}

/** Of which run a key tells, and the key; null for what is none. */
export function runOfKey(key: unknown): { runId: string; key: string } | null {
  if (typeof key !== 'string') return null;
  const runId = key.split('/')[0] ?? '';
  return runId === '' ? null : { runId, key };
}

export interface EvaluationDraftResult {
  /** By place: weights, target, imageSize, robustness. */
  readonly problems: Readonly<Record<string, string>>;
  readonly request: EvaluationRequest | null;
}

export function checkEvaluation(
  draft: EvaluationDraft,
  known: { weights: readonly OneOfRun[]; datasets: readonly Dataset[] },
): EvaluationDraftResult {
  const weights = weightsOf(draft, known.weights);
  const target = targetOf(draft, known.datasets);
  const typedSize = draft.imageSize.trim();
  const size = typedSize === '' ? null : Number(typedSize);
  const isSizeWrong = size !== null && !(Number.isInteger(size) && size >= 1);
  const robustness = checkRobustness(draft.robustness);
  if (!weights || !target || isSizeWrong || robustness.problem !== null) {
    return {
      problems: {
        ...(isSizeWrong && { imageSize: 'The image size has to be a whole number of pixels.' }),
        ...(!weights && {
          weights: draft.weightsFrom === 'run' ? 'Choose the weights of a run.' : 'Give the path of a weights file.',
        }),
        ...(robustness.problem !== null && { robustness: robustness.problem }),
        ...(!target && {
          target: draft.targetFrom === 'task' ? 'Choose a task and its split.' : 'Give a folder with real and fake.',
        }),
      },
      request: null,
    };
  }
  const { engine, skipsUnreadable } = draft;
  return {
    problems: {},
    request: {
      name: draft.name.trim(),
      weights,
      target,
      engine,
      skipsUnreadable,
      ...(draft.weightsFrom === 'file' && draft.classes !== '' && { classes: draft.classes }),
      ...(draft.weightsFrom === 'file' && draft.part !== '' && { part: draft.part }),
      ...(draft.device !== '' && { devices: [Number(draft.device)] }),
      ...(size !== null && { imageSize: size }),
      ...(robustness.wish !== null && { robustness: robustness.wish }),
      ...(draft.videoRule !== '' && { videoRule: draft.videoRule }),
    },
  };
}

function weightsOf(draft: EvaluationDraft, entries: readonly OneOfRun[]): WeightsSource | null {
  if (draft.weightsFrom === 'file') {
    const path = draft.weightsPath.trim();
    return path ? { kind: 'file', path } : null;
  }
  const entry = entries.find((candidate) => keyOfWeights(candidate) === draft.weightsKey);
  return entry ? { kind: 'run', runId: entry.runId, stage: entry.stage, which: entry.which } : null;
}

function targetOf(draft: EvaluationDraft, datasets: readonly Dataset[]): EvaluationTarget | null {
  if (draft.targetFrom === 'folder') {
    const path = draft.folder.trim();
    return path ? { kind: 'folder', path } : null;
  }
  const { datasetId, split } = draft;
  const task = datasets.find(({ id }) => id === datasetId)?.tasks.find(({ name }) => name === draft.task);
  return task && splitsOf(task).includes(split) ? { kind: 'task', datasetId, task: task.name, split } : null;
}
