/** Shows how runs get on until all of them have ended. */
import { pushes } from '../../shared/contract';
import { formatCount, formatDuration, formatLoss, formatScore } from '../../shared/format';
import { toAppError } from '../../shared/errors';
import type { RunEvent } from '../../shared/event';
import type { RunState, RunSummary } from '../../shared/run';
import { endInFolder } from '../runs/end-in-folder';
import type { Workbench } from '../workbench-api';
import type { Terminal } from './terminal';

/** What of a workbench is needed to follow runs. */
interface RunSource extends Pick<Workbench, 'subscribe'> {
  call(name: 'run/list', input: object): Promise<RunSummary[]>;
}

interface Shown {
  readonly run: RunSummary;
  /** What the last event said. */
  readonly text: string;
}

const redrawMs = 200;
/** Between two looks into the folders of runs that train. */
const lookMs = 3000;

/** Resolves to the runs as they are when the last of them has ended. `signal` ends the following early. */
export async function followRuns(
  { workbench, terminal, signal }: { workbench: RunSource; terminal: Terminal; signal?: AbortSignal },
  runIds: readonly string[],
): Promise<RunSummary[]> {
  const shown = new Map<string, Shown>();
  /** By the folder of a run whose end the registry could not take in. */
  const ends = new Map<string, Partial<RunSummary>>();
  const current = async () => {
    const runs = await workbench.call('run/list', {});
    const wanted = runIds.map((id) => runs.find((run) => run.id === id)).filter((run) => run !== undefined);
    return wanted.map((run) => (hasEnded(run.state) ? run : { ...run, ...ends.get(run.id) }));
  };
  return new Promise((resolve, reject) => {
    const timer = setInterval(() => terminal.live([...shown.values()].map(liveLine)), redrawMs);
    let isFinished = false;
    const finish = () => {
      if (isFinished) return;
      isFinished = true;
      clearInterval(timer);
      clearTimeout(looking);
      stopListening();
      terminal.live([]);
      current().then(resolve, reject);
    };
    const see = (run: RunSummary) => {
      const before = shown.get(run.id);
      shown.set(run.id, { run, text: before?.text ?? '' });
      if (!terminal.isInteractive && before?.run.state !== run.state) terminal.say(`${run.name}: ${run.state}`);
      const trouble = isUnderWay(run) ? run.error : null;
      if (trouble !== null && before?.run.error?.message !== trouble.message) {
        const wayOut =
          trouble.code === 'hung' ? ` To restart it from its last checkpoint: cored restart ${run.id}` : '';
        terminal.say(`${run.name}: ${trouble.message}${wayOut}`);
      }
      if (shown.size === new Set(runIds).size && [...shown.values()].every((one) => hasEnded(one.run.state))) finish();
    };
    const hear = (runId: string, events: readonly RunEvent[]) => {
      for (const { body } of events) {
        const before = shown.get(runId);
        if (body.type === 'log/written' && body.level !== 'info') {
          terminal.say(`${before?.run.name ?? runId}: ${body.level}: ${body.message}`);
        }
        const text = eventText(body);
        if (before === undefined || text === null) continue;
        shown.set(runId, { ...before, text });
        if (!terminal.isInteractive && body.type === 'epoch/ended') terminal.say(liveLine({ ...before, text }));
      }
    };
    const stopListening = workbench.subscribe((name, payload) => {
      if (name === 'run/changed') {
        const run = pushes['run/changed'].payload.parse(payload);
        if (runIds.includes(run.id)) see(run);
      } else if (name === 'run/events') {
        const { runId, events } = pushes['run/events'].payload.parse(payload);
        if (runIds.includes(runId)) hear(runId, events);
      }
    });
    /** A run of which nothing is heard any more may have ended all the same: on a full disk the registry takes nothing in. */
    const lookIntoFolders = async () => {
      for (const { run } of shown.values()) {
        if (!isUnderWay(run)) continue;
        const end = await endInFolder(run);
        const isHeard = shown.get(run.id)?.run.state !== run.state;
        if (end === null || isHeard) continue;
        ends.set(run.id, end);
        see({ ...run, ...end });
      }
    };
    const lookLater = (): NodeJS.Timeout =>
      setTimeout(() => {
        lookIntoFolders()
          .catch((error: unknown) => terminal.say(`Error: ${toAppError(error).message}`))
          .finally(() => {
            if (!isFinished) looking = lookLater();
          });
      }, lookMs);
    let looking = lookLater();
    signal?.addEventListener('abort', finish, { once: true });
    // What was before the first push.
    current().then((runs) => runs.forEach((run) => shown.has(run.id) || see(run)), reject);
  });
}

export function hasEnded(state: RunState): boolean {
  return state === 'complete' || state === 'stopped' || state === 'failed' || state === 'interrupted';
}

function isUnderWay({ state }: RunSummary): boolean {
  return state === 'training' || state === 'starting' || state === 'paused';
}

function liveLine({ run, text }: Shown): string {
  if (run.error !== null && isUnderWay(run)) return `${run.name}: ${run.state}, ${run.error.message}`;
  return `${run.name}: ${run.state !== 'paused' && isUnderWay(run) && text !== '' ? text : run.state}`;
}

/** Null for events that change nothing about the line. */
function eventText(body: RunEvent['body']): string | null {
  switch (body.type) {
    case 'images/loading':
      return `loading ${body.task}, ${body.done} of ${formatCount(body.total, 'image')}`;
    case 'stage/started':
      return `stage ${body.stage}, task ${body.task}, starts`;
    case 'batches/ended':
      return `stage ${body.stage}, epoch ${body.epoch}, loss ${formatLoss(body.losses.total)}, ${Math.round(body.imagesPerSecond)} images/s`;
    case 'epoch/ended': {
      const aucs = Object.entries(body.aucs).map(([task, auc]) => `${task} ${formatScore(auc)}`);
      return `stage ${body.stage}, epoch ${body.epoch}, loss ${formatLoss(body.losses.total)}, AUC ${aucs.join(' ')}, ${formatDuration(body.secondsLeft)} left`;
    }
    default:
      return null;
  }
}
