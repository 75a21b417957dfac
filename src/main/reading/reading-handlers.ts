/** The handlers of calls that only read and may take a while. They have the registry, the run folders and nothing else. */
import { comparisonCalls } from '../calls/comparisons';
import type { ReadingHandlers } from '../calls/reading';
import { reportCalls } from '../calls/reports';
import { queueInfo } from '../experiments/queue-info';
import { readDetail } from '../runs/run-curves';
import { RunFolder } from '../runs/run-folder';

export const readingHandlers: ReadingHandlers = {
  /** Every run, newest first. */
  'run/list': (_, { registry }) => registry.runs.list(),

  /** A run with its stages, results and curves. */
  'run/get': ({ runId }, { registry }) => readDetail(registry, runId),

  /** A run's log lines behind a sequence number. */
  'run/log': ({ runId, after }, { registry, logs }) => {
    return logs.read(new RunFolder(registry.runs.get(runId).folder), after);
  },

  /** One experiment with its runs. */
  'experiment/get': ({ experimentId }, { registry }) => registry.runs.experiment(experimentId),

  /** Which stages of which runs have left weights. */
  'weights/list': (_, { registry }) => registry.runs.stagesWithWeights(),

  'queue/get': (_, context) => queueInfo(context),
  ...comparisonCalls,
  ...reportCalls,
};
