/** Which of two versions is newer. */
import { expect, it } from 'vitest';
import { isNewer, isVersion } from '../../../../src/main/electron/updates/version-order';

/** The example of semver.org, section 11, with numbers around it. */
const ascending = [
  '0.1.0',
  '0.2.0',
  '0.10.0',
  '1.0.0-alpha',
  '1.0.0-alpha.1',
  '1.0.0-alpha.beta',
  '1.0.0-beta',
  '1.0.0-beta.2',
  '1.0.0-beta.11',
  '1.0.0-rc.1',
  '1.0.0',
  '1.0.1',
  '1.1.0',
  '2.0.0',
];

it('orders versions as semver.org does', () => {
  for (const [place, version] of ascending.entries()) {
    for (const [otherPlace, other] of ascending.entries()) {
      expect([version, other, isNewer(version, other)]).toEqual([version, other, place > otherPlace]);
    }
  }
});

it('does not mind the v of a tag, nor what a build adds', () => {
  expect(isNewer('v0.2.0', '0.1.0')).toBe(true);
  expect(isNewer('v0.1.0+build.7', '0.1.0')).toBe(false);
});

it('knows what is no version', () => {
  for (const text of ['', 'latest', '1.2', '1.2.3.4', 'release-1.2.3', '1.2.3-']) expect(isVersion(text)).toBe(false);
  expect(() => isNewer('latest', '0.1.0')).toThrow('"latest" is no version');
});
