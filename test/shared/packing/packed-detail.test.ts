/** A run's detail as it crosses: the same curves on the other side, and none from a damaged answer. */
import { expect, it } from 'vitest';
import { decode, encode } from '../../../src/shared/codec';
import { detailPacking } from '../../../src/shared/packing/packed-detail';
import type { RunDetail } from '../../../src/shared/run';
import { sampleDetail } from '../../renderer/fixtures/sample-data';

const { schema, pack, unpack } = detailPacking;
const crossed = (packed: unknown): RunDetail => unpack(schema.parse(decode(encode(packed))));

it('is the same on the other side of the wire, with curves of any length', () => {
  const detail = sampleDetail();
  const [point] = detail.aucPoints;
  for (const aucPoints of [detail.aucPoints, [], [{ ...point, stage: 1, epoch: 1, x: 1, aucs: { a: null } }]]) {
    const shown = { ...detail, aucPoints, thinnedBy: 3 };
    expect(crossed(pack(shown))).toStrictEqual(shown);
  }
  expect(crossed(pack({ ...detail, lossPoints: [] })).lossPoints).toEqual([]);
});

it('takes less than half of the bytes', () => {
  const detail = sampleDetail();
  const lossPoints = Array.from({ length: 20 }, () => detail.lossPoints).flat();
  const long = { ...detail, lossPoints };
  expect(encode(pack(long)).length).toBeLessThan(encode(long).length / 2);
});

it('is refused where points are missing', () => {
  const packed = pack(sampleDetail());
  const count = packed.lossPoints.count + 1;
  expect(() => crossed({ ...packed, lossPoints: { ...packed.lossPoints, count } })).toThrow(/cut off/);
});
