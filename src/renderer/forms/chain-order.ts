/** The order of a chain being built. Pure: each change gives a new list, and says in words what happened. */
export interface ChainChange {
  readonly chain: readonly string[];
  /** For the live region, so that a change is heard as well as seen. */
  readonly announcement: string;
}

/** @param position 0 is first; left out, the task goes to the end. A task that is in the chain already is moved. */
export function placeTask(chain: readonly string[], task: string, position: number = chain.length): ChainChange {
  const from = chain.indexOf(task);
  const others = chain.filter((other) => other !== task);
  const to = Math.min(others.length, Math.max(0, position));
  const next = [...others.slice(0, to), task, ...others.slice(to)];
  const place = `position ${to + 1} of ${next.length}`;
  if (from === -1) return { chain: next, announcement: `${task} added at ${place}.` };
  if (from === to) return { chain, announcement: `${task} stays at ${place}.` };
  return { chain: next, announcement: `${task} moved to ${place}.` };
}

export function removeTask(chain: readonly string[], task: string): ChainChange {
  const next = chain.filter((other) => other !== task);
  const left = next.length === 0 ? 'The chain is empty.' : `${next.length} left.`;
  return { chain: next, announcement: `${task} taken out of the chain. ${left}` };
}

/** What a key does to the item that has the focus; null for keys that do nothing. */
export function changeByKey(chain: readonly string[], task: string, key: string): ChainChange | null {
  const index = chain.indexOf(task);
  switch (key) {
    case 'ArrowUp':
    case 'ArrowLeft':
      return placeTask(chain, task, index - 1);
    case 'ArrowDown':
    case 'ArrowRight':
      return placeTask(chain, task, index + 1);
    case 'Home':
      return placeTask(chain, task, 0);
    case 'End':
      return placeTask(chain, task, chain.length - 1);
    case 'Delete':
    case 'Backspace':
      return removeTask(chain, task);
    default:
      return null;
  }
}
