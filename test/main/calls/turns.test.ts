/** Heavy calls of pages: one at a time for each page, fair between them, none for a page that has gone. */
import { expect, it } from 'vitest';
import { Turns } from '../../../src/main/calls/turns';

/** Work that ends when it is told to, and says when it began. */
function work(name: string, begun: string[]) {
  let end: () => void = () => undefined;
  const ended = new Promise<void>((resolve) => (end = resolve));
  const start = async () => {
    begun.push(name);
    await ended;
    return name;
  };
  return { start, end: () => end() };
}

const page = () => {
  const leaving = new AbortController();
  return { gone: leaving.signal, leave: () => leaving.abort() };
};
const settled = () => new Promise((resolve) => setTimeout(resolve));

it('lets another page go first while the page has one under way', async () => {
  const turns = new Turns(2);
  const begun: string[] = [];
  const [one, other] = [page(), page()];
  const [first, second, third] = [work('first', begun), work('second', begun), work('third', begun)];
  const answers = [turns.take(one, first.start), turns.take(one, second.start), turns.take(other, third.start)];
  await settled();
  expect(begun).toEqual(['first', 'third']);
  first.end();
  await settled();
  expect(begun).toEqual(['first', 'third', 'second']);
  for (const { end } of [second, third]) end();
  expect(await Promise.all(answers)).toEqual(['first', 'second', 'third']);
});

it('runs no more at once than it may, and goes on after one that failed', async () => {
  const turns = new Turns(1);
  const begun: string[] = [];
  const failing = turns.take(page(), () => Promise.reject(new Error('failed')));
  const next = work('next', begun);
  const answer = turns.take(page(), next.start);
  await expect(failing).rejects.toThrow('failed');
  next.end();
  expect(await answer).toBe('next');
});

it('forgets what a page that has gone waits for', async () => {
  const turns = new Turns(1);
  const begun: string[] = [];
  const leaving = page();
  const [first, second, third] = [work('first', begun), work('second', begun), work('third', begun)];
  const answer = turns.take(page(), first.start);
  const dropped = turns.take(leaving, second.start);
  const last = turns.take(page(), third.start);
  leaving.leave();
  await expect(dropped).rejects.toMatchObject({ code: 'cancelled' });
  await expect(turns.take(leaving, second.start)).rejects.toMatchObject({ code: 'cancelled' });
  for (const { end } of [first, third]) end();
  expect(await Promise.all([answer, last])).toEqual(['first', 'third']);
  expect(begun).toEqual(['first', 'third']);
});
