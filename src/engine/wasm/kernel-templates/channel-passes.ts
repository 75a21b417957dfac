/** Passes along the channels of a row; `at` is the distance of the channels at hand from its start, in bytes. */
import { both, vectors } from './lines.ts';

export function load(address: string): string {
  return `v128.load(${address} + at, 16 * #)`;
}

export function store(address: string, value: string): string {
  return `v128.store(${address} + at, ${value}, 16 * #);`;
}

/** Channels by eight, each phase for both halves before the next one begins, then the last four alone. */
export function alongChannels(...phases: string[]): string {
  return `
    let at: usize = 0;
    for (; at + 32 <= rowBytes; at += 32) {
      ${phases.map(both).join('\n')}
    }
    for (; at < rowBytes; at += 16) {
      ${phases.map((lines) => vectors(1, lines)).join('\n')}
    }`;
}
