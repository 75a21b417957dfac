/** The chain builder's moves. */
import { describe, expect, it } from 'vitest';
import { changeByKey, placeTask, removeTask } from '../../../src/renderer/forms/chain-order';

const chain = ['A', 'B', 'C'];

describe('chain order', () => {
  it('moves a task by arrow keys, Home and End', () => {
    expect(changeByKey(chain, 'B', 'ArrowUp')?.chain).toEqual(['B', 'A', 'C']);
    expect(changeByKey(chain, 'B', 'ArrowDown')?.chain).toEqual(['A', 'C', 'B']);
    expect(changeByKey(chain, 'C', 'Home')?.chain).toEqual(['C', 'A', 'B']);
    expect(changeByKey(chain, 'A', 'End')?.chain).toEqual(['B', 'C', 'A']);
  });

  it('stays at the ends, and says so', () => {
    const change = changeByKey(chain, 'A', 'ArrowUp');
    expect(change?.chain).toEqual(chain);
    expect(change?.announcement).toBe('A stays at position 1 of 3.');
  });

  it('announces a move', () => {
    expect(placeTask(chain, 'C', 1).announcement).toBe('C moved to position 2 of 3.');
  });

  it('takes a task out by Delete', () => {
    expect(changeByKey(chain, 'B', 'Delete')).toEqual({
      chain: ['A', 'C'],
      announcement: 'B taken out of the chain. 2 left.',
    });
    expect(removeTask(['A'], 'A').announcement).toBe('A taken out of the chain. The chain is empty.');
  });

  it('never holds a task twice', () => {
    expect(placeTask(chain, 'A').chain).toEqual(['B', 'C', 'A']);
    expect(placeTask(chain, 'D').chain).toEqual(['A', 'B', 'C', 'D']);
  });

  it('does nothing for other keys', () => {
    expect(changeByKey(chain, 'A', 'x')).toBeNull();
  });
});
