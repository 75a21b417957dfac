/** Reads a score file of a run or an evaluation: what `worker/score-file.ts` writes. */
import { realpath } from 'node:fs/promises';
import { AppError } from '../../shared/errors';
import type { FrameScore } from '../../shared/metrics/video-scores';
import { parseCsv } from '../datasets/mapping/parse-csv';
import { readWholeFile, UnfitFile } from '../files/plain-file';
import { isMissing } from '../runs/json-file';

/** A million images have some 60 MiB. */
const largestBytes = 128 * 1024 ** 2;

export interface ScoreFile {
  readonly path: string;
  /** Of its run or evaluation. */
  readonly folder: string;
}

/**
 * Null where there is no such file. A file that leads out of `folder`, which is its run's or evaluation's, is not read.
 * Throws AppError 'damaged', which names file and line. A score that is no number is NaN.
 */
export async function readScores(path: string, folder: string): Promise<FrameScore[] | null> {
  const text = await readText(path, folder);
  return text === null ? null : parseScores(text, path);
}

/** Of one image alone; null where file or image is not there. Throws as `readScores`. */
export async function readScoreOf(file: string, { path, folder }: ScoreFile): Promise<number | null> {
  const text = await readText(path, folder);
  if (text === null) return null;
  // Other lines need not be parsed, unless a name goes over several of them.
  const from = text.includes('"') ? -1 : text.indexOf(`\n${file},`) + 1;
  if (from === 0) return null;
  const [header = ''] = text.split('\n', 1);
  const line = from < 0 ? text : `${header}\n${text.slice(from, text.indexOf('\n', from) + 1 || undefined)}`;
  return parseScores(line, path).find((row) => row.file === file)?.score ?? null;
}

async function readText(path: string, folder: string): Promise<string | null> {
  try {
    const within = [await realpath(folder)];
    return (await readWholeFile(path, { limitBytes: largestBytes, within })).toString('utf8');
  } catch (error) {
    if (isMissing(error)) return null;
    if (!(error instanceof UnfitFile)) throw error;
    throw new AppError('damaged', `The scores "${path}" cannot be read: ${error.message}.`, { cause: error });
  }
}

export function parseScores(text: string, path: string): FrameScore[] {
  const [header = [], ...lines] = text.includes('"') ? parseCsv(text) : splitPlain(text);
  const place = { file: header.indexOf('file'), label: header.indexOf('label'), score: header.indexOf('score') };
  const videoAt = header.indexOf('video');
  if (Math.min(place.file, place.label, place.score) < 0) {
    throw damaged(path, 1, `it has the columns "${header.join(',')}", not file, label and score`);
  }
  return lines.map((line, index) => {
    const file = line[place.file] ?? '';
    const label = Number(line[place.label]);
    const written = line[place.score] ?? '';
    const score = Number(written);
    if (file === '' || (label !== 0 && label !== 1) || written === '' || (Number.isNaN(score) && written !== 'NaN')) {
      throw damaged(path, index + 2, `"${line.join(',').slice(0, 120)}" is no file, label and score`);
    }
    const video = videoAt < 0 ? '' : (line[videoAt] ?? '');
    return { file, label, score, ...(video !== '' && { video }) };
  });
}

/** The same rows many times faster, where nothing is quoted: hardly any score file has a quote. */
function splitPlain(text: string): string[][] {
  const lines = text.split(/\r?\n/).filter((line) => line !== '');
  return lines.map((line) => line.split(','));
}

function damaged(path: string, line: number, what: string): AppError {
  return new AppError(
    'damaged',
    `The scores "${path}" are damaged at line ${line}: ${what}. Restore the file, or evaluate the weights again.`,
  );
}
