/** Experiments of one's own that are begun from again: one YAML file each, in the workspace. */
import { mkdir, readdir, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { AppError } from '../../shared/errors';
import type { Template } from '../../shared/plan/file-format';
import type { RecipeOptions } from '../../shared/recipe';
import type { ExperimentRequest } from '../../shared/run';
import { readWholeFile, UnfitFile } from '../files/plain-file';
import { writeDurably } from '../runs/durable-file';
import { isMissing } from '../runs/json-file';
import { contentOfText, largestFileBytes, requestOfContent, textOfRequest } from './experiment-file';

const ending = '.yaml';
/** What every file system takes, and no path. */
const nameForm = /^[\p{L}\p{N}][\p{L}\p{N} ._()-]{0,59}$/u;

/** By name. A folder that is not there holds none. */
export async function listTemplates(folder: string): Promise<Template[]> {
  const names = await readdir(folder).catch((error: unknown) => {
    if (isMissing(error)) return [];
    throw error;
  });
  return names
    .filter((name) => name.endsWith(ending) && nameForm.test(basename(name, ending)))
    .toSorted((a, b) => a.localeCompare(b))
    .map((name) => ({ name: basename(name, ending), path: join(folder, name) }));
}

/** One of the same name is written anew. */
export async function saveTemplate(folder: string, name: string, request: ExperimentRequest): Promise<void> {
  const path = pathOf(folder, name);
  await mkdir(folder, { recursive: true });
  await writeDurably(path, textOfRequest(request, 'yaml'));
}

/** Throws AppError 'not-found', or 'bad-input' where somebody made it unreadable. */
export async function readTemplate(folder: string, name: string, options: RecipeOptions): Promise<ExperimentRequest> {
  const whose = `Template "${name}"`;
  try {
    const text = (await readWholeFile(pathOf(folder, name), { limitBytes: largestFileBytes })).toString('utf8');
    return requestOfContent(contentOfText(text, whose), options, whose);
  } catch (error) {
    if (error instanceof UnfitFile) throw new AppError('damaged', `${whose} cannot be read: ${error.message}.`);
    if (!isMissing(error)) throw error;
    const known = (await listTemplates(folder)).map((template) => template.name);
    const wayOut = known.length === 0 ? 'None is saved yet.' : `Known: ${known.join(', ')}.`;
    throw new AppError('not-found', `There is no template "${name}" in this workspace. ${wayOut}`);
  }
}

export async function removeTemplate(folder: string, name: string): Promise<void> {
  await rm(pathOf(folder, name), { force: true });
}

function pathOf(folder: string, name: string): string {
  if (nameForm.test(name)) return join(folder, `${name}${ending}`);
  throw new AppError(
    'bad-input',
    `"${name}" cannot be a template's name: take letters, digits, spaces, points and dashes, 60 at most.`,
  );
}
