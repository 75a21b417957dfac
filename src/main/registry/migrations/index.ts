/** Every migration in order; migration n brings the registry from user_version n - 1 to n. Never edit one that shipped. */
import { initial } from './0001-initial';
import { intervals } from './0002-intervals';
import { scanAttempts } from './0003-scan-attempts';
import { declared } from './0004-declared';
import { stages } from './0005-stages';
import { places } from './0006-places';
import { curves } from './0007-curves';
import { archived } from './0008-archived';
import { queueOrder } from './0009-queue-order';
import { evaluationJobs } from './0010-evaluation-jobs';
import { remoteRuns } from './0011-remote-runs';
import { damage } from './0013-damage';

export const migrations: readonly string[] = [
  ...[initial, intervals, scanAttempts, declared, stages, places, curves],
  ...[archived, queueOrder, evaluationJobs, remoteRuns, damage],
];
