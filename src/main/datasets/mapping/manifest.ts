/** Lists that name every image: CSV or JSON Lines with path, label, split, task and video, and DeepfakeBench's JSON. */
import { z } from 'zod';
import { classWithin, classWord, splitWord } from '../../../shared/class-words';
import { AppError } from '../../../shared/errors';
import { formatCount } from '../../../shared/format';
import type { ManifestColumn, MappingWish } from '../../../shared/mapping';
import type { ClassName, SplitName } from '../../../shared/task';
import { parseCsv } from './parse-csv';
import { parseJson } from './read-list-file';

/** One image as a list has it; what the list leaves out is null. */
export interface ListedFile {
  /** As it stands in the list. */
  readonly file: string;
  readonly className: ClassName;
  readonly split: SplitName | null;
  readonly task: string | null;
  readonly video: string | null;
}

export interface ManifestOptions {
  /** For messages. */
  readonly path: string;
  /** What the labels 0 and 1 mean; without it numbers are refused. */
  readonly numbers: readonly [ClassName, ClassName] | undefined;
  /** What a person says that columns are called; the others have usual names. */
  readonly columns?: MappingWish['columns'];
}

const usualNames = {
  path: 'path file filepath file_path image image_path img filename name'.split(' '),
  label: 'label class target is_fake'.split(' '),
  split: 'split set subset phase partition'.split(' '),
  task: 'task dataset method generator manipulation'.split(' '),
  video: 'video video_id clip video_name'.split(' '),
} as const satisfies Record<ManifestColumn, readonly string[]>;

/** Throws AppError 'bad-input' that names the file, the line and what stands there. */
export function readManifest(text: string, options: ManifestOptions): ListedFile[] {
  const beginning = text.trimStart();
  const isObject = beginning.startsWith('{');
  const firstLine = beginning.slice(0, beginning.indexOf('\n') === -1 ? undefined : beginning.indexOf('\n'));
  if (isObject && !isJson(firstLine)) return readDeepfakeBench(parseJson(text, options.path), options);
  if (isObject) {
    const only = beginning.trimEnd().includes('\n') ? null : parseJson(text, options.path);
    if (only !== null && DeepfakeBench.safeParse(only).success) return readDeepfakeBench(only, options);
    const lines = text.split('\n').filter((line) => line.trim() !== '');
    return lines.map((line, index) => readRow(Row.parse(parseJson(line, options.path)), index + 1, options));
  }
  const rows = parseCsv(text);
  const [header = [], ...values] = rows;
  refuseUnknown(header, options);
  if (header.every((name) => !isColumn(name, 'path', options))) {
    const message = `The manifest "${options.path}" has no column for paths: its first line is "${header.join(', ')}".`;
    const way =
      'Call the columns path, label, split, task and video, or say what they are called (--column path=NAME).';
    throw new AppError('bad-input', `${message} ${way}`);
  }
  return values.map((row, index) =>
    readRow(Object.fromEntries(header.map((name, column) => [name.trim(), row[column] ?? ''])), index + 2, options),
  );
}

function isColumn(name: string, column: ManifestColumn, { columns = {} }: ManifestOptions): boolean {
  const given = columns[column];
  return given === undefined ? usualNames[column].includes(name.trim().toLowerCase()) : name.trim() === given;
}

function refuseUnknown(header: readonly string[], { path, columns = {} }: ManifestOptions): void {
  const wrong = Object.values(columns).find((given) => header.every((name) => name.trim() !== given));
  if (wrong === undefined) return;
  const message = `The manifest "${path}" has no column "${wrong}": its first line is "${header.join(', ')}".`;
  throw new AppError('bad-input', `${message} Choose one of those.`);
}

const Row = z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()]));

function readRow(row: z.infer<typeof Row>, line: number, options: ManifestOptions): ListedFile {
  const { path, numbers } = options;
  const value = (column: ManifestColumn): string | null => {
    const key = Object.keys(row).find((name) => isColumn(name, column, options));
    const found = key === undefined ? null : row[key];
    return found === null || found === undefined || found === '' ? null : String(found).trim();
  };
  const refuse = (what: string) => new AppError('bad-input', `Line ${line} of the manifest "${path}" ${what}`);
  const file = value('path');
  if (file === null) throw refuse('names no file in a column path.');
  const label = value('label');
  const given = value('split');
  const split = splitWord(given ?? '');
  if (given !== null && split === null) throw refuse(`has the split "${given}". Write train, val or test.`);
  return { file, className: readLabel(label, numbers, refuse), split, task: value('task'), video: value('video') };
}

function readLabel(
  label: string | null,
  numbers: ManifestOptions['numbers'],
  refuse: (what: string) => AppError,
): ClassName {
  if (label === null) throw refuse('has no label. Write fake or real in a column label.');
  if (label === '0' || label === '1') {
    if (numbers !== undefined) return numbers[Number(label) === 0 ? 0 : 1];
    throw refuse(`has the label ${label}. Say what 0 and 1 mean: --numbers real,fake or --numbers fake,real.`);
  }
  const className = classWord(label) ?? classWithin(label);
  if (className === null) throw refuse(`has the label "${label}". Write fake or real.`);
  return className;
}

const Video = z.object({ label: z.string(), frames: z.array(z.string()) });
/** Dataset, label, split, then videos, or compressions that hold videos (FaceForensics++). */
const DeepfakeBench = z.record(
  z.string(),
  z.record(z.string(), z.record(z.string(), z.record(z.string(), z.union([Video, z.record(z.string(), Video)])))),
);

function readDeepfakeBench(value: unknown, { path }: ManifestOptions): ListedFile[] {
  const parsed = DeepfakeBench.safeParse(value);
  if (!parsed.success) {
    const keys = Object.keys(z.record(z.string(), z.unknown()).catch({}).parse(value)).slice(0, 5);
    const message = `"${path}" is no list that can be read: it holds ${formatCount(keys.length, 'key')} (${keys.join(', ')})`;
    throw new AppError(
      'bad-input',
      `${message}, and not dataset, label, split, video and frames as DeepfakeBench's lists.`,
    );
  }
  const files: ListedFile[] = [];
  for (const [dataset, labels] of Object.entries(parsed.data)) {
    const fakes = Object.keys(labels).filter((label) => classWithin(label) !== 'real');
    for (const [label, splits] of Object.entries(labels)) {
      const className = classWithin(label) === 'real' ? 'real' : 'fake';
      // Several kinds of fakes share the reals, each as a task.
      const tasks = fakes.length < 2 ? [dataset] : className === 'real' ? fakes : [label];
      for (const [split, videos] of Object.entries(splits)) {
        const inSplit = { className, split: splitWord(split) } as const;
        for (const [name, entry] of Object.entries(videos)) {
          const found = Video.safeParse(entry).success ? [[name, entry]] : Object.entries(entry);
          for (const [video, about] of found) {
            const { frames } = Video.parse(about);
            for (const task of tasks)
              files.push(...frames.map((file) => ({ file, task, video: String(video), ...inSplit })));
          }
        }
      }
    }
  }
  return files;
}

function isJson(line: string): boolean {
  try {
    JSON.parse(line);
    return true;
  } catch {
    // A line that is no JSON by itself: then the whole file is one value.
    return false;
  }
}
