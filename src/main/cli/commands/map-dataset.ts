/** `datasets map`: shows how folders of another layout would be read, and saves it. */
import { resolve } from 'node:path';
import { InvalidArgumentError } from 'commander';
import type { Command } from 'commander';
import { z } from 'zod';
import { formatCount } from '../../../shared/format';
import { LeaveOutKind, leaveOutKinds, leaveOutWords } from '../../../shared/audit';
import { manifestColumns, MappingWish, SplitWish, type FolderUse, type MappingProposal } from '../../../shared/mapping';
import { videoRuleNames, type VideoReading, type VideoRule } from '../../../shared/metrics/video-rules';
import { ClassName } from '../../../shared/task';
import { exampleText } from '../../../shared/video-text';
import type { Workbench } from '../../workbench-api';
import type { CommandSurroundings } from '../command-surroundings';
import { leftOutLines } from '../left-out-lines';
import { parseWhole } from '../parse-values';
import { scannedDataset } from '../scan-dataset';
import { withWorkbench, type WorkspaceOption } from '../session';
import { videoRuleOption } from '../video-rule-option';
import { textTable } from '../text-table';

type Classes = MappingWish['classes'];

interface MapFlags extends WorkspaceOption {
  readonly set: Classes;
  readonly task: MappingWish['tasks'];
  readonly split: MappingWish['splits'];
  readonly column: MappingWish['columns'];
  /** Absent: those that were saved. */
  readonly leaveOut?: LeaveOutKind[];
  readonly manifest?: string;
  readonly numbers?: [ClassName, ClassName];
  readonly seed: number;
  readonly videoRule?: VideoRule;
  readonly save: boolean;
  readonly clear: boolean;
}

export function addMapCommand(parent: Command, { addBelow, terminal }: CommandSurroundings): void {
  addBelow(
    parent,
    'map <dir>',
    'show how a dataset of another layout would be read; with --save, read it so from now on',
  )
    .option('--set <folder=class>', 'a folder is fake, real or ignored; can be repeated', parseClass, {})
    .option('--task <folder=name>', 'the task that a folder belongs to; can be repeated', parsePair, {})
    .option(
      '--split <folder=split>',
      'a folder is train, val or test, or its videos are dealt; can be repeated',
      parseSplit,
      {},
    )
    .option('--manifest <file>', 'a CSV or JSON Lines file (path, label, split, task, video), or DeepfakeBench’s JSON')
    .option('--column <column=name>', 'what the manifest calls its path, label, split, task or video', parseColumn, {})
    .option('--numbers <classes>', 'what the labels 0 and 1 of the manifest mean: real,fake or fake,real', parseNumbers)
    .option('--seed <n>', 'that videos without a split are dealt with', parseWhole, 2020)
    .addOption(videoRuleOption('else the first of them that fits'))
    .option('--leave-out <kinds>', leaveOutText(), parseLeaveOut)
    .option('--save', 'read the dataset so from now on', false)
    .option('--clear', 'read the dataset as its folders are again', false)
    .action((dir: string, flags: MapFlags) =>
      withWorkbench({ ...flags, terminal }, async (workbench) => {
        const path = resolve(dir);
        if (flags.clear) {
          await workbench.call('dataset/map', { path, wish: null });
          terminal.result(await scannedDataset(workbench, path), `"${path}" is read as its folders are.`);
          return;
        }
        const leaveOut = flags.leaveOut ?? (await savedLeaveOut(workbench, path));
        const wish = MappingWish.parse({
          classes: flags.set,
          tasks: flags.task,
          splits: flags.split,
          columns: flags.column,
          leaveOut,
          seed: flags.seed,
          ...(flags.manifest !== undefined && { manifest: resolve(flags.manifest) }),
          ...(flags.numbers !== undefined && { numbers: flags.numbers }),
          ...(flags.videoRule !== undefined && { videoRule: flags.videoRule }),
        });
        const proposal = await workbench.call('dataset/propose', { path, wish });
        if (flags.save) {
          await workbench.call('dataset/map', { path, wish });
        }
        const scanned = flags.save ? await scannedDataset(workbench, path) : null;
        const end = scanned
          ? ['Saved and scanned so. Runs over it keep a copy of the mapping.', ...leftOutLines(scanned)].join('\n')
          : 'Nothing is saved. Change it with --set FOLDER=fake|real|ignore, accept it with --save.';
        terminal.result(proposal, `${proposalText(proposal)}\n${end}`);
      }),
    );
}

/** A switch stays until somebody turns it: it decides which images are trained on. */
async function savedLeaveOut(workbench: Workbench, path: string): Promise<LeaveOutKind[]> {
  const datasets = await workbench.call('dataset/list', {});
  const known = datasets.find((dataset) => dataset.path === path);
  if (known === undefined) return [];
  return (await workbench.call('dataset/wish', { datasetId: known.id }))?.leaveOut ?? [];
}

/** So many folders are listed; --json has them all. */
const listed = 40;

function proposalText({ mapping, folders, tasks, videos, notes }: MappingProposal): string {
  const counts = ({ fake, real }: { fake: number; real: number }) => (fake + real === 0 ? '–' : `${fake} / ${real}`);
  const shown = folders.slice(0, listed);
  const rest = folders.length - shown.length;
  const parts = [
    shown.length === 0 ? '' : textTable([['folder', 'images', 'class', 'split', 'task'], ...shown.map(folderRow)]),
    rest > 0 ? `and ${formatCount(rest, 'more folder')}` : '',
    textTable([
      ['task', 'train fake / real', 'val fake / real', 'test fake / real'],
      ...tasks.map(({ name, train, val, test }) => [name, counts(train), counts(val), counts(test)]),
    ]),
    textTable(
      [['videos by', 'such as', '', 'found'], ...videos.map((reading) => videoRow(reading, mapping.videoRule))],
      3,
    ),
    ...notes,
  ];
  return parts.filter((part) => part !== '').join('\n');
}

function videoRow({ rule, videos, misfit, examples }: VideoReading, chosen: VideoRule | undefined): string[] {
  const shown = rule === 'none' ? '' : exampleText({ examples });
  const state = rule === chosen ? 'chosen' : misfit === null ? '' : 'does not fit';
  return [`${rule} (${videoRuleNames[rule]})`, shown, state, rule === 'none' ? '–' : String(videos)];
}

function folderRow(use: FolderUse & { images: number }): string[] {
  const { folder, images, className, split, task } = use;
  return [folder || '.', String(images), className ?? 'by video', split ?? 'by video', task];
}

function parseClass(text: string, before: Classes): Classes {
  const at = text.lastIndexOf('=');
  const className = [...ClassName.options, 'ignore' as const].find((name) => name === text.slice(at + 1));
  if (at < 1 || className === undefined)
    throw new InvalidArgumentError('Write FOLDER=fake, FOLDER=real or FOLDER=ignore.');
  return { ...before, [text.slice(0, at).replace(/\/+$/, '')]: className };
}

/** "a/b=c" as folder and word. */
function pairOf(text: string, example: string): [string, string] {
  const at = text.lastIndexOf('=');
  if (at < 1 || at === text.length - 1) throw new InvalidArgumentError(`Write ${example}.`);
  return [text.slice(0, at).replace(/\/+$/, ''), text.slice(at + 1)];
}

function parsePair(text: string, before: MappingWish['tasks']): MappingWish['tasks'] {
  const [folder, task] = pairOf(text, 'FOLDER=TASK');
  return { ...before, [folder]: task };
}

function parseSplit(text: string, before: MappingWish['splits']): MappingWish['splits'] {
  const example = 'FOLDER=train, FOLDER=val, FOLDER=test or FOLDER=dealt';
  const [folder, word] = pairOf(text, example);
  const split = SplitWish.safeParse(word);
  if (!split.success) throw new InvalidArgumentError(`Write ${example}.`);
  return { ...before, [folder]: split.data };
}

function parseColumn(text: string, before: MappingWish['columns']): MappingWish['columns'] {
  const example = `${manifestColumns.join('=NAME, ')}=NAME`;
  const [word, name] = pairOf(text, example);
  const column = manifestColumns.find((known) => known === word);
  if (column === undefined) throw new InvalidArgumentError(`Write ${example}.`);
  return { ...before, [column]: name };
}

function leaveOutText(): string {
  const meanings = leaveOutKinds.map((kind) => {
    const { what, side } = leaveOutWords[kind];
    return `${kind}: ${what.charAt(0).toLowerCase()}${what.slice(1)} (left out: ${side})`;
  });
  return `findings of the audit whose files are left out, with commas between, or none (default: those that were saved): ${meanings.join('; ')}`;
}

function parseLeaveOut(text: string): LeaveOutKind[] {
  if (text === 'none') return [];
  const kinds = z.array(LeaveOutKind).safeParse(text.split(','));
  if (!kinds.success) throw new InvalidArgumentError(`Write some of ${leaveOutKinds.join(',')}, or none.`);
  return kinds.data;
}

/** Of options that can be given several times. */
export const repeatableMapParsers: readonly unknown[] = [parseClass, parsePair, parseSplit, parseColumn];

function parseNumbers(text: string): [ClassName, ClassName] {
  if (text === 'real,fake') return ['real', 'fake'];
  if (text === 'fake,real') return ['fake', 'real'];
  throw new InvalidArgumentError('Write real,fake (0 is real) or fake,real (0 is fake).');
}
