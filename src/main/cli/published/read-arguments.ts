/** The published flags as checked values. */
import { nearestName } from '../../../core/nearest-name';
import { AppError } from '../../../shared/errors';
import type { Parameters } from '../../../shared/field';
import { EngineWish, PresetId } from '../../../shared/recipe';
import { parseParameter } from '../parse-values';
import type { FlagKey } from './flags';
import { splitArguments, type FlagValues } from './split-arguments';

export interface PublishedArguments {
  /** Id of a method. */
  readonly method: string;
  /** Id of a network. */
  readonly network: string;
  readonly isNetworkGiven: boolean;
  readonly isTest: boolean;
  /** As given: names joined with underscores; empty where there are none. */
  readonly sources: string;
  readonly target: string;
  /** Empty where it is not given. */
  readonly data: string;
  readonly weights: string;
  /** What was given of the parameters that have a flag of their own, by parameter. */
  readonly flagged: Parameters;
  /** Each once; null where -ng is not given. */
  readonly devices: readonly number[] | null;
  readonly isFull: boolean;
  readonly folder1: string;
  readonly folder2: string;
  readonly preset: PresetId;
  readonly seed: number;
  readonly engine: EngineWish;
  readonly parameters: Parameters;
  readonly skipsUnreadable: boolean;
  readonly isHelp: boolean;
}

/** As the published code spells them. */
export const publishedMethods = { CoReD: 'cored', KD: 'kd', TG: 'tg', FT: 'ft' } as const;
export const publishedNetworks = { Xception: 'xception', Efficient: 'efficientnet-b0' } as const;

/** Throws AppError 'bad-input' that names the flag and what it takes. */
export function readArguments(args: readonly string[]): PublishedArguments {
  const values = splitArguments(args);
  const text = (key: FlagKey) => values.get(key)?.at(-1) ?? '';
  const isOn = (key: FlagKey) => text(key) === 'true';
  refuseOtherClasses(text('classes'));
  const model = choiceOf('-m', text('model') || 'CoReD', Object.keys(publishedMethods));
  return {
    method: ofTable(publishedMethods, model),
    network: ofTable(publishedNetworks, choiceOf('-n', text('network') || 'Xception', Object.keys(publishedNetworks))),
    isNetworkGiven: values.has('network'),
    isTest: isOn('test'),
    sources: text('sources'),
    target: text('target'),
    data: text('data'),
    weights: text('weights'),
    flagged: flaggedParameters(values),
    devices: deviceNumbers(text('devices')),
    isFull: isOn('fully'),
    folder1: folderName('-folder1', text('folder1') || model),
    folder2: folderName('-folder2', text('folder2')),
    preset: PresetId.parse(choiceOf('--preset', text('preset') || 'corrected', PresetId.options)),
    seed: values.has('seed') ? numberOf('--seed', text('seed'), { isWhole: true }) : 2020,
    engine: EngineWish.parse(choiceOf('--engine', text('engine') || 'auto', EngineWish.options)),
    parameters: (values.get('set') ?? []).reduce<Parameters>((all, one) => parseParameter(one, all), {}),
    skipsUnreadable: isOn('skip'),
    isHelp: isOn('help'),
  };
}

const numericFlags = [
  { key: 'learningRate', flag: '-lr', isWhole: false },
  { key: 'alpha', flag: '-a', isWhole: false },
  { key: 'bins', flag: '-ns', isWhole: true },
  { key: 'epochs', flag: '-me', isWhole: true },
  { key: 'batchSize', flag: '-nb', isWhole: true },
] as const;

function flaggedParameters(values: FlagValues): Parameters {
  const given = numericFlags.flatMap(({ key, flag, isWhole }) => {
    const value = values.get(key)?.at(-1);
    return value === undefined ? [] : [[key, numberOf(flag, value, { isWhole })] as const];
  });
  return Object.fromEntries(given);
}

function numberOf(flag: string, text: string, { isWhole }: { isWhole: boolean }): number {
  const value = Number(text);
  if (text.trim() !== '' && (isWhole ? Number.isSafeInteger(value) : Number.isFinite(value))) return value;
  throw new AppError('bad-input', `The flag ${flag} cannot be "${text}": give a ${isWhole ? 'whole ' : ''}number.`);
}

/** Upper and lower case do not matter. */
function choiceOf(flag: string, text: string, choices: readonly string[]): string {
  const found = choices.find((choice) => choice.toLowerCase() === text.toLowerCase());
  if (found !== undefined) return found;
  const nearest = nearestName(text, choices);
  const question = nearest === null ? '' : ` Did you mean ${nearest}?`;
  throw new AppError('bad-input', `The flag ${flag} cannot be "${text}".${question} It takes ${choices.join(', ')}.`);
}

function ofTable(table: Readonly<Record<string, string>>, name: string): string {
  return table[name] ?? name;
}

function refuseOtherClasses(text: string): void {
  if (text === '' || Number(text) === 2) return;
  throw new AppError(
    'bad-input',
    `The flag -nc cannot be "${text}": the networks tell two classes apart, fake and real. Give 2, or leave it out.`,
  );
}

function deviceNumbers(text: string): readonly number[] | null {
  if (text === '') return null;
  const devices = text.split(',').map((device) => device.trim());
  if (devices.every((device) => /^\d+$/.test(device))) return [...new Set(devices.map(Number))];
  throw new AppError('bad-input', `The flag -ng cannot be "${text}": give device numbers separated by commas: 0,1.`);
}

/** One folder, not a way to somewhere else. */
function folderName(flag: string, name: string): string {
  if (!/[\\/]|^\.\.?$/.test(name)) return name;
  throw new AppError(
    'bad-input',
    `The flag ${flag} cannot be "${name}": give the name of one folder, without slashes.`,
  );
}
