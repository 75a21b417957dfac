/** Every call has an upper length for whatever it takes. */
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { calls } from '../../src/shared/contract';
import { listOf, Name, recordOf } from '../../src/shared/limits';
import { unboundedPlaces } from '../fixtures/schema-bounds';

describe('the contract', () => {
  it.each(Object.entries(calls))('%s takes no text, list or record without an upper length', (_, { input }) => {
    expect(unboundedPlaces(input)).toEqual([]);
  });
});

describe('the walk', () => {
  it('finds what has no bound, however deep it lies', () => {
    const open = z.object({
      text: z.string(),
      list: z.array(z.number()).optional(),
      deep: z.object({ value: z.union([z.number(), z.string().nullable()]) }).default({ value: 1 }),
      record: z.record(z.string().max(3), z.number()),
      anything: z.unknown(),
      bytes: z.instanceof(Uint8Array),
    });
    expect(unboundedPlaces(open)).toEqual([
      'input.text',
      'input.list',
      'input.deep.value|1',
      'input.record',
      'input.anything',
      'input.bytes',
    ]);
  });

  it('finds nothing where all is bounded', () => {
    expect(unboundedPlaces(z.object({ list: listOf(Name, 3), record: recordOf(Name, 3) }))).toEqual([]);
  });
});

describe('recordOf', () => {
  it('refuses one entry too many', () => {
    const record = recordOf(z.number(), 2);
    expect(record.safeParse({ a: 1, b: 2 }).success).toBe(true);
    expect(record.safeParse({ a: 1, b: 2, c: 3 }).error?.message).toContain('at most 2');
  });
});
