/** The interface's colours on white paper: its light theme, whatever theme is shown. */
import { methodColours } from '../method-colour';
import { light } from './colours';
import type { FigureInk } from './figure-look';

/** Of the light theme, which a test holds them to. */
export const lightInks = {
  text: '#1b2330',
  soft: '#525d6c',
  faint: '#616c7a',
  line: '#e3e6eb',
  accent: '#2f6f8f',
} as const;

export const paperInk: FigureInk = { text: lightInks.text, grid: lightInks.line };

const byName: ReadonlyMap<string, string> = new Map<string, string>([
  ...Object.entries(lightInks),
  ...light.series.map((colour, index): [string, string] => [`series-${index + 1}`, colour]),
  ...methodColours.map((name): [string, string] => [`method-${name}`, light.methods[name]]),
]);

/** `var(--name)` as the light theme has it; another colour as it is; the text's where the name is not known. */
export function paperColour(colour: string): string {
  const name = /^var\(--([\w-]+)\)$/.exec(colour)?.[1];
  return name === undefined ? colour : (byName.get(name) ?? lightInks.text);
}
