/** Each method has a colour of its own, which the theme has in light and dark, to be told apart and seen on its grounds. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { methods } from '../../../src/core/methods/index';
import { methodColours } from '../../../src/shared/method-colour';

const css = readFileSync(new URL('../../../src/renderer/theme/tokens.css', import.meta.url), 'utf8');
const [lightCss = '', darkCss = ''] = css.split(":root[data-theme='dark']");
const themes = [
  { name: 'light', css: lightCss },
  { name: 'dark', css: darkCss },
];

it('no two methods declare the same colour', () => {
  const declared = methods.map(({ colour }) => colour);
  expect(new Set(declared).size).toBe(methods.length);
});

describe.each(themes)('the $name theme', (theme) => {
  const token = (name: string) => new RegExp(`--${name}: (#[0-9a-f]{6});`).exec(theme.css)?.[1] ?? `no --${name}`;
  const colours = methodColours.map((name) => ({ name, value: token(`method-${name}`) }));

  it('has every colour', () => {
    expect(colours.filter(({ value }) => !value.startsWith('#'))).toEqual([]);
  });

  it('has no two that look alike', () => {
    // In OKLab, where 0.02 is a difference that is just seen side by side.
    const alike = colours.flatMap((one, index) =>
      colours
        .slice(index + 1)
        .map((other) => ({ pair: `${one.name}, ${other.name}`, apart: apart(one.value, other.value) }))
        .filter((pair) => pair.apart < 0.09),
    );
    expect(alike).toEqual([]);
  });

  it('has each at 3:1 at least on the page and on cards, as WCAG asks of graphics', () => {
    const faint = colours.filter(({ value }) => ['bg', 'panel'].some((ground) => contrast(value, token(ground)) < 3));
    expect(faint).toEqual([]);
  });
});

/** Red, green and blue of `#rrggbb`, linear in light, 0 to 1. */
function linear(hex: string): [number, number, number] {
  const channel = (at: number) => {
    const value = parseInt(hex.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  };
  return [channel(1), channel(3), channel(5)];
}

/** WCAG 2: of relative luminances. */
function contrast(one: string, other: string): number {
  const luminance = (hex: string) => {
    const [red, green, blue] = linear(hex);
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05;
  };
  const [lower = 0, higher = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return higher / lower;
}

/** Euclidean distance in OKLab (Ottosson, 2020). */
function apart(one: string, other: string): number {
  const [a, b] = [oklab(one), oklab(other)];
  return Math.hypot(...a.map((value, index) => value - (b[index] ?? 0)));
}

function oklab(hex: string): number[] {
  const [red, green, blue] = linear(hex);
  const long = Math.cbrt(0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue);
  const medium = Math.cbrt(0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue);
  const short = Math.cbrt(0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue);
  return [
    0.2104542553 * long + 0.793617785 * medium - 0.0040720468 * short,
    1.9779984951 * long - 2.428592205 * medium + 0.4505937099 * short,
    0.0259040371 * long + 0.7827717662 * medium - 0.808675766 * short,
  ];
}
