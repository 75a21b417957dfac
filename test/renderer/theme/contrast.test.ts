/** Text is readable on every ground that it stands on, in both themes: WCAG 2.2, 1.4.3, 4.5:1. */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { heatPercent } from '../../../src/renderer/charts/matrix-share';

type Rgb = readonly [number, number, number];

const sheet = readFileSync(resolve(import.meta.dirname, '../../../src/renderer/theme/tokens.css'), 'utf8');
const [light = '', dark = ''] = sheet.split(":root[data-theme='dark']");
const themes = { light: tokensOf(light), dark: tokensOf(dark) };

function tokensOf(css: string): ReadonlyMap<string, string> {
  return new Map([...css.matchAll(/--([\w-]+): ([^;]+);/g)].map(([, name = '', value = '']) => [name, value]));
}

function rgb(hex: string | undefined): Rgb {
  const [, r, g, b] = /^#(..)(..)(..)$/.exec(hex ?? '') ?? [];
  if (!r || !g || !b) throw new Error(`${String(hex)} is no colour of six digits.`);
  return [parseInt(r, 16), parseInt(g, 16), parseInt(b, 16)];
}

function luminance(colour: Rgb): number {
  const [r, g, b] = colour.map((part) => {
    const share = part / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * (r ?? 0) + 0.7152 * (g ?? 0) + 0.0722 * (b ?? 0);
}

function contrast(one: Rgb, other: Rgb): number {
  const [darker = 0, lighter = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (lighter + 0.05) / (darker + 0.05);
}

function mix(high: Rgb, low: Rgb, percent: number): Rgb {
  const part = (index: 0 | 1 | 2) => (high[index] * percent + low[index] * (100 - percent)) / 100;
  return [part(0), part(1), part(2)];
}

describe.each(Object.entries(themes))('in the %s theme', (_, tokens) => {
  const colour = (name: string) => rgb(tokens.get(name));

  it.each(['text', 'soft', 'faint', 'accent', 'good', 'warn', 'bad'])(
    '%s is read on pages, cards and wells',
    (name) => {
      for (const ground of ['bg', 'panel', 'sunken']) {
        expect([ground, contrast(colour(name), colour(ground)) >= 4.5]).toEqual([ground, true]);
      }
    },
  );

  it.each([
    ['accent', 'accent-soft'],
    ['good', 'good-soft'],
    ['warn', 'warn-soft'],
    ['bad', 'bad-soft'],
    ['faint', 'accent-soft'],
    ['on-accent', 'accent'],
  ])('%s is read on %s', (text, ground) => {
    expect(contrast(colour(text), colour(ground))).toBeGreaterThanOrEqual(4.5);
  });

  it('the number in a heat map is read on every shade, as base.css chooses its colour', () => {
    const turn = parseFloat(tokens.get('heat-turn') ?? '');
    for (let auc = 0.5; auc <= 1; auc += 0.005) {
      const heat = heatPercent(auc);
      const text = colour(heat > turn ? 'heat-on-high' : 'heat-on-low');
      const ratio = contrast(text, mix(colour('heat-high'), colour('heat-low'), heat));
      expect([heat, ratio >= 4.5]).toEqual([heat, true]);
    }
  });
});
