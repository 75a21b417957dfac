/** executors.json of a workspace: where its runs can be started beside this machine. A missing file stands for none. */
import { join } from 'node:path';
import { z } from 'zod';
import { nearestName } from '../../core/nearest-name';
import { AppError } from '../../shared/errors';
import { ExecutorsFile, localExecutor, SlurmExecutor } from '../../shared/executor';
import { writeJsonDurably } from '../runs/durable-file';
import { readJsonFile } from '../runs/json-file';

export function executorsPath(workspace: string): string {
  return join(workspace, 'executors.json');
}

/** Throws AppError 'damaged', which names the file and each field that is wrong. */
export async function readExecutors(workspace: string): Promise<SlurmExecutor[]> {
  const path = executorsPath(workspace);
  const value = await readJsonFile(path);
  return value === null ? [] : parseExecutors(value, `"${path}"`, 'damaged');
}

/** Throws AppError 'bad-input' like `readExecutors`; then the file stays as it was. */
export async function writeExecutors(workspace: string, executors: unknown): Promise<void> {
  const parsed = parseExecutors({ format: 1, executors }, 'The executors', 'bad-input');
  await writeJsonDurably(executorsPath(workspace), { format: 1, executors: parsed } satisfies ExecutorsFile);
}

/** Throws AppError 'not-found', which says which there are. */
export function findExecutor(executors: readonly SlurmExecutor[], id: string): SlurmExecutor {
  const found = executors.find((one) => one.id === id);
  if (found !== undefined) return found;
  const known = [localExecutor, ...executors.map((one) => one.id)];
  const nearest = nearestName(id, known);
  throw new AppError(
    'not-found',
    `There is no executor "${id}" in this workspace.${nearest === null ? '' : ` Did you mean "${nearest}"?`} ` +
      `Known: ${known.join(', ')}. Executors are set up under Engine, or in executors.json.`,
  );
}

function parseExecutors(value: unknown, whose: string, code: 'damaged' | 'bad-input'): SlurmExecutor[] {
  const parsed = ExecutorsFile.safeParse(value);
  if (parsed.success) return parsed.data.executors;
  const problems = parsed.error.issues.map((issue) => problemText(issue, value));
  throw new AppError(code, `${whose} cannot be used. ${problems.join(' ')}`, { cause: parsed.error });
}

function problemText(issue: z.core.$ZodIssue, value: unknown): string {
  const place = placeText(issue.path, value);
  if (issue.code !== 'unrecognized_keys') return `${place}: ${issue.message}`;
  const known = Object.keys(issue.path.length > 1 ? SlurmExecutor.shape : ExecutorsFile.shape);
  return issue.keys
    .map((key) => {
      const nearest = nearestName(key, known);
      return `${place}: there is no field "${key}". ${nearest === null ? `Known: ${known.join(', ')}.` : `Did you mean "${nearest}"?`}`;
    })
    .join(' ');
}

/** As far as it takes to call them by their names. */
const Named = z.object({ executors: z.array(z.looseObject({ id: z.string() })) });

/** "Executor 2, timeLimit" rather than executors.1.timeLimit. */
function placeText(path: readonly PropertyKey[], value: unknown): string {
  const [first, index, ...rest] = path;
  if (first !== 'executors' || typeof index !== 'number') return path.map(String).join('.') || 'The file';
  const named = Named.safeParse(value).data?.executors[index];
  const name = named === undefined ? String(index + 1) : `"${named.id}"`;
  return [`Executor ${name}`, ...rest.map(String)].join(', ');
}
