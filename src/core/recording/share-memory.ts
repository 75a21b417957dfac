/** Which intermediate results of a recording can lie in the same memory, since they do not live at the same time. */

/** Places are those of operations, from the one that writes first to the one that reads last. */
export interface Lifetime {
  readonly bytes: number;
  readonly from: number;
  readonly to: number;
}

export interface SharedMemory {
  /** For each lifetime, the place of its block. */
  readonly blockOf: readonly number[];
  /** Bytes of the blocks, the largest first. */
  readonly blocks: readonly number[];
}

/**
 * The largest first, each into the smallest block that is free while it lives ("greedy by size" of Pisarchyk and Lee, 2020).
 * Blocks and not places in one: an operation may not read and write the same buffer of a GPU, wherever in it.
 */
export function shareMemory(lifetimes: readonly Lifetime[]): SharedMemory {
  const largestFirst = [...lifetimes.keys()].sort(
    (left, right) => (lifetimes[right]?.bytes ?? 0) - (lifetimes[left]?.bytes ?? 0) || left - right,
  );
  const blocks: { readonly bytes: number; readonly tenants: Lifetime[] }[] = [];
  const blockOf = new Array<number>(lifetimes.length).fill(0);
  for (const place of largestFirst) {
    const lifetime = lifetimes[place];
    if (!lifetime) continue;
    // Blocks were opened by ever smaller tenants: the last free one is the smallest.
    let chosen = blocks.findLastIndex(({ tenants }) => tenants.every((other) => !meet(lifetime, other)));
    if (chosen < 0) chosen = blocks.push({ bytes: lifetime.bytes, tenants: [] }) - 1;
    blocks[chosen]?.tenants.push(lifetime);
    blockOf[place] = chosen;
  }
  return { blockOf, blocks: blocks.map(({ bytes }) => bytes) };
}

/** An operation's results must not lie where it still reads. */
function meet(left: Lifetime, right: Lifetime): boolean {
  return left.from <= right.to && right.from <= left.to;
}
