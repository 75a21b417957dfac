import { expect, it } from 'vitest';
import { dark, light } from '../../../src/shared/figures/colours';
import { mostHeat, textOn } from '../../../src/main/report/matrix-table';

/** Red, green and blue, 0 to 255. */
function channels(colour: string): number[] {
  return [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16));
}

/** WCAG 2.1, relative luminance. */
function luminance(rgb: readonly number[]): number {
  const [red = 0, green = 0, blue = 0] = rgb.map((value) => {
    const share = value / 255;
    return share <= 0.03928 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(one: readonly number[], other: readonly number[]): number {
  const [low = 0, high = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (high + 0.05) / (low + 0.05);
}

it('writes on every ground of the AUC matrix by at least 4.5 to 1', () => {
  for (const [theme, { heat }] of [
    ['light', light],
    ['dark', dark],
  ] as const) {
    const [low, high] = [channels(heat.low), channels(heat.high)];
    for (let percent = 0; percent <= mostHeat; percent += 1) {
      const ground = low.map((value, index) => value + ((high[index] ?? 0) - value) * (percent / 100));
      const text = textOn(theme, percent) === 'white' ? '#ffffff' : '#000000';
      expect(contrast(ground, channels(text)), `${theme} ${percent}`).toBeGreaterThanOrEqual(4.5);
    }
  }
});
