/** A run's detail as it is sent: the thousands of points of its curves as columns of numbers. */
import { z } from 'zod';
import { AppError } from '../errors';
import type { LossTerms } from '../loss-term';
import { RunDetail, type AucPoint, type LossPoint } from '../run';
import { lossTerms, number, numberRecords, numbers, optional, through } from './columns';
import type { Packing } from './packing';
import { rowPacking } from './rows';

const lossPoints = rowPacking<LossPoint>({
  ...{ stage: number(), epoch: number(), batch: number(), x: number() },
  losses: through(lossTerms(), (losses: LossTerms) => losses, required),
});
const aucPoints = rowPacking<AucPoint>({
  ...{ stage: number(), epoch: number(), x: number(), seconds: optional(numbers()) },
  aucs: through(
    numberRecords(),
    (aucs: AucPoint['aucs']) => aucs,
    (record) => ({ ...required(record) }),
  ),
});

const PackedDetail = z.object({
  rest: RunDetail.omit({ lossPoints: true, aucPoints: true }),
  lossPoints: lossPoints.schema,
  aucPoints: aucPoints.schema,
});
type PackedDetail = z.infer<typeof PackedDetail>;

export const detailPacking: Packing<RunDetail, PackedDetail> = {
  schema: PackedDetail,
  pack: ({ lossPoints: losses, aucPoints: aucs, ...rest }) => ({
    rest,
    lossPoints: lossPoints.pack(losses),
    aucPoints: aucPoints.pack(aucs),
  }),
  unpack: ({ rest, ...points }) => ({
    ...rest,
    lossPoints: lossPoints.unpack(points.lossPoints),
    aucPoints: aucPoints.unpack(points.aucPoints),
  }),
};

function required<Value>(value: Value | null): Value {
  if (value === null) throw new AppError('bad-input', 'A packed curve could not be read: a point is missing.');
  return value;
}
