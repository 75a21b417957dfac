/** The report's colours, light and dark: those of the interface's theme, which a test holds them to. */
import { methodColours, type MethodColour } from '../../shared/method-colour';
import type { RecipeOptions } from '../../shared/recipe';

interface Palette {
  readonly series: readonly string[];
  readonly methods: Readonly<Record<MethodColour, string>>;
  /** Grounds of the AUC matrix: chance and perfect. */
  readonly heat: { readonly low: string; readonly high: string };
}

export const light: Palette = {
  heat: { low: '#f3f1ec', high: '#1f5c7b' },
  series: ['#0072b2', '#d55e00', '#009e73', '#b0559b', '#9a7b00', '#4a9fd4', '#6a5b96', '#7d5a3c'],
  methods: {
    ...{ blue: '#0072b2', red: '#b23a48', orange: '#d55e00', plum: '#b0559b', green: '#009e73', purple: '#6a3fb5' },
    ...{ pink: '#ea3d95', gold: '#9a7b00', teal: '#006a72', lime: '#689600', sky: '#2f93da', grey: '#7e8896' },
    ...{ brown: '#7d5a3c', navy: '#1d2f78', forest: '#1d5c1a', maroon: '#5e1230' },
  },
};

export const dark: Palette = {
  heat: { low: '#242b34', high: '#4fa3c7' },
  series: ['#56b4e9', '#f0883e', '#37c79a', '#d58cc5', '#e0c04f', '#8fb4ff', '#ab9fe0', '#c79f7a'],
  methods: {
    ...{ blue: '#3f9fe0', red: '#e0717d', orange: '#f0883e', plum: '#d58cc5', green: '#37c79a', purple: '#a583ff' },
    ...{ pink: '#ff5fb0', gold: '#e0c04f', teal: '#2b9a9e', lime: '#a6d83c', sky: '#a5dcf7', grey: '#8a95a4' },
    ...{ brown: '#b08560', navy: '#5c7cdc', forest: '#4f9a55', maroon: '#b8506c' },
  },
};

/** `--series-1` and so on. */
export function colourVariables({ heat, series, methods }: Palette): string {
  return [
    `--heat-low: ${heat.low}; --heat-high: ${heat.high};`,
    ...series.map((colour, index) => `--series-${index + 1}: ${colour};`),
    ...methodColours.map((name) => `--method-${name}: ${methods[name]};`),
  ].join(' ');
}

/** Of a task by its place in the chain; the light colour where the style sheet is gone: a figure that was cut out. */
export function seriesColour(index: number): string {
  const number = index % light.series.length;
  return `var(--series-${number + 1}, ${light.series[number] ?? ''})`;
}

/** Grey for a method of another version. */
export function methodColour(id: string, { methods }: Pick<RecipeOptions, 'methods'>): string {
  const name = methods.find((method) => method.id === id)?.colour ?? 'grey';
  return `var(--method-${name}, ${light.methods[name]})`;
}
