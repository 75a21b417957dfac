/** The list of all runs as it is sent: recipe, method and chain, which hundreds of runs share, stand once. */
import { z } from 'zod';
import { RemoteRun } from '../executor';
import { ErrorPayload } from '../errors';
import { byMetric, matrixMetrics } from '../metrics';
import { EngineId, EngineWish, MethodRecord, Recipe } from '../recipe';
import { Progress, RunState, type RunSummary } from '../run';
import { SplitName } from '../task';
import {
  lossTerms,
  number,
  numberLists,
  numberRecords,
  numbers,
  numberTables,
  optional,
  shared,
  texts,
  through,
} from './columns';
import { rowPacking } from './rows';

const words = () => shared(z.string());

export const runPacking = rowPacking<RunSummary>({
  ...{ id: texts(), name: texts(), folder: texts() },
  ...{ createdAt: texts(), endedAt: shared(z.string().nullable()) },
  ...{ notes: words(), experimentId: words(), experimentName: words() },
  tags: shared(z.array(z.string())),
  chain: shared(z.array(z.string())),
  recipe: shared(Recipe),
  method: shared(MethodRecord),
  ...{ seed: number(), seconds: number() },
  startStage: optional(numbers()),
  archived: optional(shared(z.boolean().nullable())),
  remote: optional(shared(RemoteRun.nullable())),
  damage: optional(shared(z.array(z.string()).nullable())),
  weightsHash: optional(shared(z.string().nullable())),
  engineWish: shared(EngineWish),
  engine: shared(EngineId.nullable()),
  state: shared(RunState),
  error: shared(ErrorPayload.nullable()),
  reportedSplit: shared(SplitName),
  progress: through(
    numberRecords(),
    (progress: RunSummary['progress']) => progress,
    (record) => Progress.nullable().parse(record),
  ),
  losses: lossTerms(),
  beforeTraining: numberLists(),
  matrix: numberTables(),
  ...byMetric(matrixMetrics, () => numbers()),
});
