/** The order of versions, after semver.org: numbers first, then a release before which there were pre-releases. */
import { AppError } from '../../../shared/errors';

interface Version {
  /** Major, minor, patch. */
  readonly numbers: readonly number[];
  /** `beta.2` as ['beta', '2']; empty for a release. */
  readonly stage: readonly string[];
}

/** Throws AppError 'bad-input' where either is no version; a `v` in front is let pass, as in names of tags. */
export function isNewer(version: string, than: string): boolean {
  return order(parse(version), parse(than)) > 0;
}

const versionPattern = /^v?(\d+)\.(\d+)\.(\d+)(?:-([0-9A-Za-z.-]+))?(?:\+[0-9A-Za-z.-]+)?$/;

export function isVersion(text: string): boolean {
  return versionPattern.test(text);
}

function parse(text: string): Version {
  const found = versionPattern.exec(text);
  if (found === null) throw new AppError('bad-input', `"${text}" is no version such as 1.2.3.`);
  const [, major, minor, patch, stage] = found;
  return { numbers: [major, minor, patch].map(Number), stage: stage === undefined ? [] : stage.split('.') };
}

function order(one: Version, other: Version): number {
  const byNumber = one.numbers.map((number, place) => number - (other.numbers[place] ?? 0)).find((less) => less !== 0);
  if (byNumber !== undefined) return byNumber;
  if (one.stage.length === 0 || other.stage.length === 0) return other.stage.length - one.stage.length;
  for (let place = 0; place < Math.max(one.stage.length, other.stage.length); place += 1) {
    const difference = orderOfParts(one.stage[place], other.stage[place]);
    if (difference !== 0) return difference;
  }
  return 0;
}

/** A part that is not there comes first, then numbers, then words. */
function orderOfParts(one: string | undefined, other: string | undefined): number {
  if (one === other) return 0;
  if (one === undefined) return -1;
  if (other === undefined) return 1;
  const [isNumber, isOtherNumber] = [/^\d+$/.test(one), /^\d+$/.test(other)];
  if (isNumber && isOtherNumber) return Number(one) - Number(other);
  if (isNumber !== isOtherNumber) return isNumber ? -1 : 1;
  return one < other ? -1 : 1;
}
