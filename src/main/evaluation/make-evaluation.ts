/** Makes the folder of an evaluation that waits: whole, or not at all. */
import { randomBytes } from 'node:crypto';
import { mkdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { AppError } from '../../shared/errors';
import { storedPath } from '../places/stored-path';
import type { ClassImage } from './class-image';
import { EvaluationFolder, waitingStatus, type EvaluationFile } from './evaluation-folder';

export type NewEvaluation = Omit<EvaluationFile, 'format' | 'id' | 'createdAt'>;

/** `parent`: `<workspace>/evaluations`; `images`: where a mapping names them. Throws AppError 'not-permitted'. */
export async function makeEvaluation(
  parent: string,
  evaluation: NewEvaluation,
  images: readonly ClassImage[] | null,
): Promise<EvaluationFile> {
  const id = `${slug(evaluation.request.name)}-${randomBytes(4).toString('hex')}`;
  const stored = relativePaths(evaluation, dirname(parent));
  const file: EvaluationFile = { format: 1, id, createdAt: new Date().toISOString(), ...stored };
  const aside = join(parent, `.making-${id}`);
  try {
    await mkdir(aside, { recursive: true });
    const folder = new EvaluationFolder(aside);
    if (images !== null) await folder.writeImages(images);
    await folder.writeStatus(waitingStatus);
    await folder.writeEvaluation(file);
    await rename(aside, join(parent, id));
    return file;
  } catch (error) {
    await rm(aside, { recursive: true, force: true });
    throw new AppError('not-permitted', `The evaluation cannot be made in "${parent}": ${String(error)}.`, {
      cause: error,
    });
  }
}

/** As evaluation.json keeps them: relative to the workspace where they lie inside it. */
function relativePaths(evaluation: NewEvaluation, workspace: string): NewEvaluation {
  const { weights, target } = evaluation;
  return {
    ...evaluation,
    weights: { ...weights, path: storedPath(workspace, weights.path) },
    target: { ...target, folder: storedPath(workspace, target.folder) },
  };
}

function slug(text: string): string {
  const plain = text
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-');
  return plain.slice(0, 40).replace(/^-+|-+$/g, '') || 'evaluation';
}
