/** Several orders of a chain: as given, all of them, rotations, or some at random. */
import { AppError } from '../errors';
import { RandomStream } from '../random';
import { mostRuns, refuseTooMany } from './most-runs';

export type OrderWish =
  | { readonly kind: 'given' | 'all' | 'rotations' }
  | { readonly kind: 'random'; readonly count: number; readonly seed: number };

/** `given`, `all`, `rotations`, `random:3` or `random:3@7` with a seed. Throws AppError('bad-input'). */
export function parseOrderWish(text: string): OrderWish {
  const word = text.trim();
  if (word === 'given' || word === 'all' || word === 'rotations') return { kind: word };
  const [, count, seed = '1'] = /^random:(\d+)(?:@(\d+))?$/.exec(word) ?? [];
  if (count !== undefined && Number(count) >= 1) return { kind: 'random', count: Number(count), seed: Number(seed) };
  throw new AppError(
    'bad-input',
    `“${text}” names no orders. Give given, all, rotations, or random:3 for three of them.`,
  );
}

/**
 * The orders of the chain, the given one first unless they are random; so many tasks at its beginning stay where they are,
 * since the weights have learnt them so. Throws AppError('bad-input') where there would be too many.
 */
export function chainOrders(chain: readonly string[], wish: OrderWish, learnt = 0): string[][] {
  const head = chain.slice(0, learnt);
  const tail = chain.slice(learnt);
  const whole = (orders: readonly (readonly string[])[]) => orders.map((order) => [...head, ...order]);
  const all = factorial(tail.length);
  switch (wish.kind) {
    case 'given':
      return [[...chain]];
    case 'rotations':
      return whole(tail.map((_, from) => [...tail.slice(from), ...tail.slice(0, from)]));
    case 'all':
      refuseTooMany(all, `All orders of ${tail.length} tasks`);
      return whole(permutations(tail));
    case 'random':
      if (wish.count > mostRuns) refuseTooMany(wish.count, `${wish.count} orders`);
      return whole(wish.count >= all ? permutations(tail) : randomOrders(tail, wish));
  }
}

/** In the order in which a person would write them down: the first stays first for longest. */
function permutations(tasks: readonly string[]): string[][] {
  if (tasks.length <= 1) return [[...tasks]];
  return tasks.flatMap((first, index) =>
    permutations([...tasks.slice(0, index), ...tasks.slice(index + 1)]).map((rest) => [first, ...rest]),
  );
}

/** No order twice. */
function randomOrders(tasks: readonly string[], { count, seed }: { count: number; seed: number }): string[][] {
  const stream = new RandomStream(`orders|${seed}`);
  const found = new Map<string, string[]>();
  while (found.size < count) {
    const order = shuffled(tasks, stream);
    found.set(JSON.stringify(order), order);
  }
  return [...found.values()];
}

/** Fisher and Yates. */
function shuffled(tasks: readonly string[], stream: RandomStream): string[] {
  const left = [...tasks];
  const order: string[] = [];
  while (left.length > 0) order.push(...left.splice(stream.integer(left.length), 1));
  return order;
}

function factorial(count: number): number {
  return count <= 1 ? 1 : count * factorial(count - 1);
}
