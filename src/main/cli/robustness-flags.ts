/** `--corrupt blur=1,2` and what all of them ask together. */
import { InvalidArgumentError } from 'commander';
import { AppError } from '../../shared/errors';
import { Corruption, CorruptionLevels, usualRobustness, type RobustnessWish } from '../../shared/robustness';
import { parseList, parseNumber } from './parse-values';

export interface CorruptionFlags {
  readonly corrupt: CorruptionLevels[];
  readonly seed: number;
}

/** `blur=1,2`; `blur` alone takes the usual strengths. */
export function parseCorruption(text: string, before: readonly CorruptionLevels[]): CorruptionLevels[] {
  const at = text.indexOf('=');
  const kind = Corruption.safeParse(at < 0 ? text : text.slice(0, at));
  if (!kind.success)
    throw new InvalidArgumentError(`Give it as KIND=STRENGTHS, KIND of ${Corruption.options.join(', ')}.`);
  const corruption = kind.data;
  const usual = usualRobustness.levels.find((one) => one.corruption === corruption)?.strengths ?? [];
  const strengths = at < 0 ? usual : parseList(text.slice(at + 1)).map(parseNumber);
  const levels = CorruptionLevels.safeParse({ corruption, strengths });
  if (!levels.success) throw new InvalidArgumentError(levels.error.issues[0]?.message ?? 'Not a strength.');
  return [...before, levels.data];
}

/** Throws AppError 'bad-input' for a corruption that is named twice. */
export function robustnessOf({ corrupt, seed }: CorruptionFlags): RobustnessWish {
  if (corrupt.length === 0) return { ...usualRobustness, seed };
  const twice = corrupt.find(
    ({ corruption }, place) => corrupt.findIndex((one) => one.corruption === corruption) < place,
  );
  if (twice === undefined) return { levels: corrupt, seed };
  throw new AppError('bad-input', `--corrupt ${twice.corruption} is given twice. Give all of its strengths at once.`);
}
