/** The workbench behind every host: opens a workspace, answers the contract's calls and pushes what changes. */
import { availableParallelism } from 'node:os';
import { dirname, join } from 'node:path';
import type { Logger } from 'pino';
import { z } from 'zod';
import {
  calls,
  isCallName,
  pushes,
  type CallInput,
  type CallName,
  type CallOutput,
  type PushName,
  type PushPayload,
} from '../shared/contract';
import { AppError, toAppError } from '../shared/errors';
import { DatasetScans } from './calls/dataset-scans';
import type { CallContext } from './calls/handler';
import { handlers } from './calls/handlers';
import { pathGuard } from './calls/path-guard';
import { openWorkspace } from './calls/workspace';
import { EngineDesk } from './engines/engine-desk';
import { trialsPath } from './engines/trials-path';
import { Evaluations } from './evaluation/evaluations';
import { findEntry, findProgram } from './find-program';
import { MachineSampler } from './machine/machine-sampler';
import { openRegistry } from './registry/registry';
import { ChangeFeed } from './runs/change-feed';
import { Supervisor } from './runs/supervisor';
import type { HostServices, Workbench } from './workbench-api';

export interface WorkbenchOptions {
  readonly workspace: string;
  readonly host: HostServices;
  readonly log: Logger;
  /** How many runs train at once; one per core unless given. */
  readonly slots?: number;
  /** False for commands that only look or ask: queued runs are left to whoever trains them. */
  readonly startsRuns?: boolean;
  /** The built worker; beside the other entries unless given. */
  readonly workerScript?: string;
}

/** Throws AppError: 'not-permitted' (workspace not writable), 'newer-version' or 'damaged' (registry). */
export async function openWorkbench(options: WorkbenchOptions): Promise<Workbench> {
  const { host, log, slots = availableParallelism(), startsRuns = true } = options;
  const program = findProgram();
  const workspace = await openWorkspace(options.workspace);
  const paths = await pathGuard(host.roots);
  const registry = openRegistry(workspace.registryFile);
  const listeners = new Set<(name: PushName, payload: unknown) => void>();

  const push = <Name extends PushName>(name: Name, payload: PushPayload<Name>) => {
    if (listeners.size === 0) return;
    const checked = pushes[name].payload.parse(payload);
    for (const listener of listeners) {
      try {
        listener(name, checked);
      } catch (error) {
        // One that fails keeps no other from hearing it, and says nothing about what happened.
        log.error({ push: name, error }, 'A listener failed');
      }
    }
  };
  const scans = new DatasetScans({ registry, onChange: (dataset) => push('dataset/changed', dataset) });
  const feed = new ChangeFeed({
    registry,
    onRun: (run) => push('run/changed', run),
    onExperiment: (experiment) => push('experiment/created', experiment),
    onDataset: (datasetId) => push('dataset/changed', scans.get(datasetId)),
  });
  const workerScript = options.workerScript ?? findEntry('worker.js');
  const supervisor = new Supervisor({
    registry,
    runsFolder: workspace.runsFolder,
    workerScript,
    slots,
    startsRuns,
    log,
    onEvents: (runId, events) => push('run/events', { runId, events: [...events] }),
    onPass: () => feed.look(),
  });
  const evaluations = new Evaluations({
    folder: workspace.evaluationsFolder,
    workerScript,
    log,
    onChange: (evaluation) => push('evaluation/changed', evaluation),
  });
  const machine = new MachineSampler(registry);
  const engines = new EngineDesk({
    script: join(dirname(workerScript), 'trial.js'),
    trialsPath: trialsPath(),
    onProblem: (message) => log.warn(message),
    onChange: (known, measuring) => push('engine/changed', { engines: [...known], measuring }),
  });
  const context: CallContext = {
    workspace,
    host,
    registry,
    supervisor,
    scans,
    evaluations,
    machine,
    engines,
    paths,
    versions: versionsOf(program.version),
    packageRoot: program.root,
    slots,
    push,
    log,
  };
  const sampling = setInterval(() => {
    if (listeners.size === 0) return;
    machine.sample().then(
      (sample) => push('machine/sampled', sample),
      (error: unknown) => log.error({ error }, 'The machine could not be looked at'),
    );
  }, 2000);

  try {
    await supervisor.start();
    if (startsRuns) scans.resume();
  } catch (error) {
    clearInterval(sampling);
    await machine.close();
    await evaluations.close();
    await supervisor.close();
    registry.close();
    throw error;
  }

  let closing: Promise<void> | null = null;
  const call = async <Name extends CallName>(name: Name, input: CallInput<Name>): Promise<CallOutput<Name>> =>
    answer(name, input, context);
  return {
    call,
    async callUnchecked(name, input) {
      if (!isCallName(name)) throw new AppError('bad-input', `There is no call "${name}".`);
      return answer(name, input, context);
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    close() {
      closing ??= (async () => {
        clearInterval(sampling);
        await machine.close();
        await scans.close();
        await evaluations.close();
        await supervisor.close();
        registry.close();
      })();
      return closing;
    },
  };
}

/** Checks the input, runs the handler, checks the answer. Rejects with an AppError only. */
async function answer<Name extends CallName>(
  name: Name,
  input: unknown,
  context: CallContext,
): Promise<CallOutput<Name>> {
  const schemas = calls[name];
  const parsed = schemas.input.safeParse(input);
  if (!parsed.success) {
    throw new AppError('bad-input', z.prettifyError(parsed.error), { cause: parsed.error });
  }
  try {
    // The table of handlers has, under each name, the one for that name's input; TypeScript cannot follow the pairing.
    const handler = handlers[name] as (input: unknown, context: CallContext) => unknown;
    const output = schemas.output.safeParse(await handler(parsed.data, context));
    if (output.success) return output.data as CallOutput<Name>;
    throw new AppError(
      'internal',
      `The answer to "${name}" is not what it should be: ${z.prettifyError(output.error)}`,
    );
  } catch (error) {
    const appError = toAppError(error);
    if (appError.code === 'internal') context.log.error({ call: name, error }, appError.message);
    throw appError;
  }
}

function versionsOf(workbench: string): Record<string, string> {
  return {
    workbench,
    node: process.versions.node,
    ...(process.versions['electron'] !== undefined && { electron: process.versions['electron'] }),
    platform: `${process.platform} ${process.arch}`,
  };
}
