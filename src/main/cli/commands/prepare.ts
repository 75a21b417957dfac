/** `prepare`: folders of videos in, a task of face crops out. */
import { InvalidArgumentError, Option } from 'commander';
import { resolve } from 'node:path';
import { pushes } from '../../../shared/contract';
import { AppError } from '../../../shared/errors';
import { formatCount } from '../../../shared/format';
import {
  faceChoices,
  PreparationRequest,
  PreparationVariant,
  type Preparation,
  type PreparationSettings,
} from '../../../shared/preparation';
import type { Workbench } from '../../workbench-api';
import type { CommandSurroundings } from '../command-surroundings';
import { collect, parseNumber, parseWhole } from '../parse-values';
import { preparationText } from '../preparation-text';
import { withWorkbench, type WorkspaceOption } from '../session';
import type { Terminal } from '../terminal';

interface PrepareFlags extends WorkspaceOption {
  readonly task: string;
  readonly to: string;
  readonly real: string[];
  readonly fake: string[];
  readonly frames: number;
  readonly faces: PreparationSettings['faces'];
  readonly align: boolean;
  readonly margin: number;
  readonly size: number | null;
  readonly score: number;
  readonly jpeg?: number;
  readonly seed: number;
  readonly variants: PreparationVariant[];
  readonly processes?: number;
}

export function addPrepareCommand({ add, terminal, setStatus }: CommandSurroundings): void {
  add('prepare', 'make a task of face crops from folders of videos (once before: npm run setup:prepare)')
    .requiredOption('--task <name>', 'name of the task')
    .requiredOption('--to <dir>', 'dataset root: <dir>/<task>/{train,val,test}/{real,fake} is made')
    .option('--real <dir>', 'folder of real videos; can be repeated', collect, [])
    .option('--fake <dir>', 'folder of fake videos; can be repeated', collect, [])
    .option('--frames <n>', 'of each video, spread evenly', parseWhole, 32)
    .addOption(new Option('--faces <which>', 'of each frame').choices(faceChoices).default('largest'))
    .option('--align', 'turn each crop so that the eyes are level', false)
    .option('--margin <part>', 'of the face’s longer side, added to the crop’s', parseNumber, 0.3)
    .option('--size <pixels>', 'of a crop’s side; 0 leaves it as it is in the video', parseSize, 256)
    .option('--score <least>', 'of the face detector, from 0 to 1', parseNumber, 0.5)
    .option('--jpeg <quality>', 'write crops as JPEG of that quality; PNG unless given', parseWhole)
    .option('--seed <n>', 'that videos are dealt to train, val and test with', parseWhole, 2020)
    .option('--variants <list>', 'the task again at lower quality: crf23,crf40,jpeg50', parseVariants, [])
    .option('--processes <n>', 'that work at once; one per core unless given', parseWhole)
    .action((flags: PrepareFlags) =>
      withWorkbench({ ...flags, terminal }, async (workbench) => {
        const ended = await prepareTask(workbench, terminal, requestOf(flags));
        terminal.result(ended, preparationText(ended));
        if (!ended.counts.some(({ crops }) => crops > 0)) setStatus(1);
      }),
    );
}

function requestOf(flags: PrepareFlags): PreparationRequest {
  const { task, to, real, fake, frames, faces, align, margin, size, score, jpeg, seed, variants, processes } = flags;
  return PreparationRequest.parse({
    ...{ task, to: resolve(to), real: real.map((path) => resolve(path)), fake: fake.map((path) => resolve(path)) },
    settings: {
      ...{ framesPerVideo: frames, faces, aligned: align, margin, size, leastScore: score, seed, variants },
      jpegQuality: jpeg ?? null,
    },
    ...(processes !== undefined && { processes }),
  });
}

/** Throws the preparation's own error; `cancelled` on Ctrl-C, after which the same command goes on. */
async function prepareTask(
  workbench: Workbench,
  terminal: Terminal,
  request: PreparationRequest,
): Promise<Preparation> {
  const stop = () => {
    workbench.call('preparation/stop', {}).catch((error: unknown) => terminal.say(`Error: ${String(error)}`));
  };
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
  try {
    const ended = await followed(workbench, terminal, request);
    if (ended.error !== null) throw new AppError(ended.error.code, ended.error.message);
    if (ended.state === 'complete') return ended;
    const done = `${ended.done} of ${formatCount(ended.total, 'video')}`;
    throw new AppError('cancelled', `Stopped: ${done} done. The same command goes on with the rest.`);
  } finally {
    process.off('SIGINT', stop);
    process.off('SIGTERM', stop);
    terminal.live([]);
  }
}

function followed(workbench: Workbench, terminal: Terminal, request: PreparationRequest): Promise<Preparation> {
  return new Promise((done, fail) => {
    let toldTenths = -1;
    const stopListening = workbench.subscribe((name, payload) => {
      if (name !== 'preparation/changed') return;
      const preparation = pushes['preparation/changed'].payload.parse(payload);
      if (preparation.state !== 'running') {
        stopListening();
        done(preparation);
        return;
      }
      const line = `${preparation.request.task}: ${preparation.done} of ${formatCount(preparation.total, 'video')}`;
      const tenths = Math.floor((10 * preparation.done) / Math.max(1, preparation.total));
      if (terminal.isInteractive) terminal.live([line]);
      else if (tenths !== toldTenths && preparation.total > 0) terminal.say(line);
      if (preparation.total > 0) toldTenths = tenths;
    });
    workbench.call('preparation/start', request).catch((error: unknown) => {
      stopListening();
      fail(error);
    });
  });
}

function parseSize(text: string): number | null {
  const size = parseWhole(text);
  return size === 0 ? null : size;
}

function parseVariants(text: string, before: readonly PreparationVariant[]): PreparationVariant[] {
  const wished = text.split(',').map((item) => {
    const match = /^\s*(crf|jpeg)(\d+)\s*$/.exec(item);
    const variant = PreparationVariant.safeParse({ kind: match?.[1], value: Number(match?.[2]) });
    if (variant.success) return variant.data;
    throw new InvalidArgumentError(
      'Write crf0 to crf51 (H.264) and jpeg1 to jpeg100, separated by commas: crf40,jpeg50.',
    );
  });
  return [...before, ...wished];
}
