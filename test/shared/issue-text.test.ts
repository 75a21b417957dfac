/** What a schema has against a value, in a few lines whatever the value is. */
import { expect, it } from 'vitest';
import { z } from 'zod';
import { issueText } from '../../src/shared/issue-text';

const textOf = (schema: z.ZodType, value: unknown) => {
  const { error } = schema.safeParse(value);
  return error === undefined ? '' : issueText(error);
};

it('names the place of an issue as zod does', () => {
  expect(textOf(z.object({ seeds: z.array(z.number()) }), { seeds: [1, 'a'] })).toBe(
    '✖ Invalid input: expected number, received string\n  → at seeds[1]',
  );
});

it('names the first issues of many and counts the others', () => {
  const text = textOf(
    z.array(z.number()),
    Array.from({ length: 20_000 }, () => 'a'),
  );
  expect(text.split('\n').filter((line) => line.startsWith('✖'))).toHaveLength(6);
  expect(text).toMatch(/✖ and 19995 more$/);
});

it('cuts a long key in the place of an issue', () => {
  expect(textOf(z.record(z.string(), z.number()), { ['k'.repeat(100_000)]: 'a' }).length).toBeLessThan(200);
});
