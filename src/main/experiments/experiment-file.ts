/** An experiment as a file that a person reads and writes, in YAML or JSON: the whole request. */
import { parse, stringify } from 'yaml';
import { z } from 'zod';
import { nearestName } from '../../core/nearest-name';
import { AppError } from '../../shared/errors';
import type { Field } from '../../shared/field';
import { chainOrders, parseOrderWish } from '../../shared/plan/chain-orders';
import type { ExperimentFileFormat } from '../../shared/plan/file-format';
import { parseSeeds } from '../../shared/plan/seed-list';
import { parseValues } from '../../shared/plan/value-list';
import type { RecipeOptions } from '../../shared/recipe';
import { ExperimentRequest } from '../../shared/run';

const shape = ExperimentRequest.shape;

/** Orders, seeds and swept values may be words, as the command line takes them. */
const ExperimentFile = z.strictObject({
  ...shape,
  parameters: shape.parameters.default({}),
  methodParameters: shape.methodParameters.default({}),
  engine: shape.engine.default('auto'),
  initialWeights: shape.initialWeights.default(null),
  seeds: z.union([shape.seeds, z.string(), z.number()]),
  sweep: z.record(z.string(), z.union([z.string(), z.number(), shape.sweep.unwrap().valueType])).optional(),
  orders: z.union([z.string(), shape.orders.unwrap()]).optional(),
});

/** Keys and values as they stand in the file, before anything else is laid over them. */
export type FileContent = Readonly<Record<string, unknown>>;

/** Longer ones are no experiments. */
export const largestFileBytes = 1 << 20;

export function textOfRequest(request: ExperimentRequest, format: ExperimentFileFormat): string {
  if (format === 'json') return `${JSON.stringify(request, null, 2)}\n`;
  return `# An experiment of CoReD Workbench: cored run --file THIS\n${stringify(request)}`;
}

/** Throws AppError('bad-input') where it is neither YAML nor JSON, or holds no keys. `whose`: what the file is called. */
export function contentOfText(text: string, whose: string): FileContent {
  let content: unknown;
  try {
    // JSON is YAML too. Aliases are not needed, and a few of them can stand for gigabytes.
    content = parse(text, { maxAliasCount: 0 });
  } catch (error) {
    const reason = error instanceof Error ? error.message.split('\n')[0] : String(error);
    throw new AppError('bad-input', `${whose} is neither YAML nor JSON: ${reason}`, { cause: error });
  }
  const keys = z.record(z.string(), z.unknown()).safeParse(content);
  if (keys.success) return keys.data;
  throw new AppError(
    'bad-input',
    `${whose} describes no experiment: it holds no keys such as dataset, chain and methods.`,
  );
}

/** Throws AppError('bad-input') that names what is wrong or missing. */
export function requestOfContent(content: FileContent, options: RecipeOptions, whose: string): ExperimentRequest {
  const file = ExperimentFile.safeParse(content);
  if (!file.success) throw new AppError('bad-input', `${whose}: ${whatIsWrong(file.error)}`, { cause: file.error });
  const { seeds, sweep, orders, ...rest } = file.data;
  const request = {
    ...rest,
    seeds: Array.isArray(seeds) ? seeds : seedsOf(String(seeds), whose),
    ...(sweep !== undefined && {
      sweep: Object.fromEntries(
        Object.entries(sweep).map(([key, values]) => [
          key,
          Array.isArray(values) ? values : parseValues(String(values), findField(key, options)),
        ]),
      ),
    }),
    ...(orders !== undefined && {
      orders:
        typeof orders === 'string'
          ? chainOrders(rest.chain, parseOrderWish(orders), (rest.startStage ?? 1) - 1)
          : orders,
    }),
  };
  return ExperimentRequest.parse(request);
}

/** Of any method, network or the training; keys are unique over a recipe. */
export function findField(key: string, { training, methods, networks }: RecipeOptions): Field | undefined {
  const parts = [training, ...[...networks, ...methods].map(({ fields }) => fields)];
  return parts.flat().find((field) => field.key === key);
}

function seedsOf(text: string, whose: string): number[] {
  const read = parseSeeds(text);
  if ('problem' in read) throw new AppError('bad-input', `${whose}: ${read.problem}`);
  return [...read.seeds];
}

function whatIsWrong({ issues }: z.ZodError): string {
  const known = Object.keys(ExperimentFile.shape);
  return issues
    .map((issue) => {
      if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => unknownKey(key, known)).join(' ');
      const place = issue.path.map(String).join('.');
      const isMissing = issue.code === 'invalid_type' && issue.message.endsWith('received undefined');
      return isMissing ? `"${place}" is missing.` : `"${place}": ${issue.message}`;
    })
    .join(' ');
}

function unknownKey(key: string, known: readonly string[]): string {
  const nearest = nearestName(key, known);
  return `There is no key "${key}".${nearest === null ? ` Known: ${known.join(', ')}.` : ` Did you mean "${nearest}"?`}`;
}
