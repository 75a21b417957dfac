/** Being asked to end. */
import { EventEmitter } from 'node:events';
import { expect, it } from 'vitest';
import { watchInterruption } from '../../src/main/interruption';

function watched() {
  const source = new EventEmitter();
  let nowMs = 0;
  const interruption = watchInterruption({ source, now: () => nowMs });
  const hear = (signal: string, atMs: number) => {
    nowMs = atMs;
    source.emit(signal);
    return [interruption.signal.aborted, interruption.again.aborted];
  };
  return { source, interruption, hear };
}

it('takes one Ctrl+C that arrives over several ways for one', () => {
  const { hear } = watched();
  expect(hear('SIGINT', 1_000)).toEqual([true, false]);
  expect(hear('SIGINT', 1_010)).toEqual([true, false]);
  expect(hear('SIGTERM', 1_200)).toEqual([true, false]);
});

it('knows when it is asked again', () => {
  const { hear } = watched();
  hear('SIGINT', 1_000);
  expect(hear('SIGINT', 3_000)).toEqual([true, true]);
});

it('leaves signals to others in the end', () => {
  const { source, interruption, hear } = watched();
  interruption.end();
  expect(hear('SIGTERM', 0)).toEqual([false, false]);
  expect(source.eventNames()).toEqual([]);
});
