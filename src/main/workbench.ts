/** The workbench behind every host: opens a workspace, answers the contract's calls and pushes what changes. */
import { availableParallelism } from 'node:os';
import { dirname, join } from 'node:path';
import type { Logger } from 'pino';
import { shortened } from '../shared/call-bounds';
import { isCallName } from '../shared/client';
import {
  pushes,
  type CallInput,
  type CallName,
  type CallOutput,
  type PushName,
  type PushPayload,
} from '../shared/contract';
import { AppError } from '../shared/errors';
import { BinFolder } from './bin/bin-folder';
import { forgetBinnedRuns } from './bin/delete-runs';
import { DatasetScans } from './calls/dataset-scans';
import type { CallContext } from './calls/handler';
import { giveBackKept } from './calls/keep-lists';
import { makeCall } from './calls/make-call';
import { pathGuard } from './calls/path-guard';
import { settingsInfo } from './calls/settings';
import { overDamage, standIn, type DamageSurroundings } from './calls/over-damage';
import { Turns } from './calls/turns';
import { openWorkspace } from './calls/workspace';
import type { Dataset } from '../shared/task';
import { decodingRule, decodingVersion } from './datasets/decoding-rule';
import { MappingFiles } from './datasets/mapping/mapping-file';
import { EngineList } from './engines/engine-list';
import { benchmarksPath } from './engines/benchmarks-path';
import { EvaluationStarter } from './evaluation/evaluation-starter';
import { Evaluations } from './evaluation/evaluations';
import { ExportedPaths } from './exported-files';
import { RemoteRuns } from './executors/remote-runs';
import { SlurmCommands } from './executors/slurm-commands';
import { findEntry, findProgram } from './find-program';
import type { JobRunner } from './jobs/jobs';
import { ProcessJobRunner } from './jobs/run-jobs';
import { MachineSampler } from './machine/machine-sampler';
import { Preparations } from './prepare/preparations';
import { nodeRuntime } from './processes/node-runtime';
import { openPrivateCopy } from './registry/private-copy';
import { KeptLists } from './registry/kept-lists';
import { openOrStandIn } from './registry/stand-in';
import { ChangeFeed } from './runs/change-feed';
import { RecipeDesk } from './runs/recipe-desk';
import { RunImports } from './runs/run-imports';
import { openReader } from './reading/open-reader';
import { SavedViews } from './runs/saved-views';
import { Supervisor } from './runs/supervisor';
import { SettingsFile } from './settings/settings-file';
import type { HostServices, Workbench } from './workbench-api';

export interface WorkbenchOptions {
  readonly workspace: string;
  readonly host: HostServices;
  readonly log: Logger;
  /** How many runs train at once; one per core unless given. */
  readonly slots?: number;
  /** False for commands that only look or ask: queued runs are left to whoever trains them. */
  readonly startsRuns?: boolean;
  /** The same for evaluations; as for runs unless given. */
  readonly startsEvaluations?: boolean;
  /** False: run folders that the registry does not know stay unknown. */
  readonly importsRuns?: boolean;
  /** The built worker; beside the other entries unless given. */
  readonly workerScript?: string;
  /** The person's own unless given. */
  readonly settingsPath?: string;
  /** The built reading-thread.js; where it is given, calls that read and take a while run in that thread. */
  readonly readingScript?: string;
  /** Processes of the built jobs.js unless given. */
  readonly jobs?: JobRunner;
}

/** Throws AppError: 'not-permitted' (workspace not writable), 'newer-version' or 'damaged' (registry). */
export async function openWorkbench(options: WorkbenchOptions): Promise<Workbench> {
  const { host, log, slots = availableParallelism() } = options;
  const program = findProgram();
  const workspace = await openWorkspace(options.workspace);
  const paths = await pathGuard(host.roots, workspace.path);
  const isReadOnly = workspace.readOnly !== null;
  const startsRuns = options.startsRuns !== false && !isReadOnly;
  const registry = isReadOnly
    ? await openPrivateCopy(workspace.registryFile, (message) => log.warn(message))
    : openOrStandIn(workspace.registryFile, {
        workspace: workspace.path,
        checksAll: host.kind !== 'command-line',
        onBackup: (message) => log.warn(message),
      });
  if (registry.damage.whole !== null) log.warn(registry.damage.whole);
  const kept = new KeptLists(join(workspace.path, 'registry-kept.json'), registry);
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
  const workerScript = options.workerScript ?? findEntry('worker.js');
  const jobs = options.jobs ?? new ProcessJobRunner({ script: findEntry('jobs.js') });
  const recipes = new RecipeDesk(jobs);
  const mappings = new MappingFiles(workspace.mappingsFolder);
  const onChange = (dataset: Dataset) => push('dataset/changed', dataset);
  const scans = new DatasetScans({ registry, jobs, mappings, within: paths.within, onChange });
  const feed = new ChangeFeed({
    registry,
    onRun: (run) => push('run/changed', run),
    onRemoved: (runIds) => push('run/removed', { runIds: [...runIds] }),
    onExperiment: (experiment) => push('experiment/created', experiment),
    onDataset: (datasetId) => push('dataset/changed', scans.get(datasetId)),
  });
  const imports = new RunImports({
    registry,
    runsFolder: workspace.runsFolder,
    isOn: options.importsRuns !== false,
    isShared: workspace.network !== null,
    log,
    onProgress: (importing) => push('registry/importing', { importing }),
  });
  const damage: DamageSurroundings = {
    ...{ registry, imports, log },
    waits: host.kind === 'command-line',
    giveBack: () => giveBackKept({ kept, registry, log }),
    onDamage: ({ message }) => {
      log.warn(message);
      push('registry/health', { damage: message });
    },
  };
  const { executable: node, flags } = nodeRuntime();
  const slurm = new SlurmCommands();
  const remoteRuns = new RemoteRuns({
    ...{ registry, slurm, log },
    ...{ workspace: workspace.path, submissionsFolder: workspace.submissionsFolder },
    worker: { node, flags, script: workerScript },
    catchUp: (runId) => supervisor.catchUp(runId),
  });
  const supervisor: Supervisor = new Supervisor({
    registry,
    jobs,
    imports,
    // A command answers with what is there; an interface shows what there is so far.
    importsBehind: host.kind !== 'command-line',
    workerScript,
    remoteRuns,
    slots,
    startsRuns,
    log,
    onEvents: (runId, events) => push('run/events', { runId, events: [...events] }),
    onPass: () => feed.look(),
    isDamage: (error) => standIn(error, damage) !== null,
  });
  const starter = new EvaluationStarter({
    folder: workspace.evaluationsFolder,
    registry,
    ...{ workerScript, slots, log },
    passesRuns: !startsRuns,
    coresOfRuns: () => supervisor.coresTaken(),
  });
  const evaluations = new Evaluations({
    folder: workspace.evaluationsFolder,
    registry,
    isReadOnly,
    starter: (options.startsEvaluations ?? startsRuns) && !isReadOnly ? starter : null,
    log,
    onChange: (evaluation) => push('evaluation/changed', evaluation),
    onRemoved: (evaluationIds) => push('evaluation/removed', { evaluationIds: [...evaluationIds] }),
  });
  const preparations = new Preparations({
    jobs,
    onChange: (preparation) => push('preparation/changed', preparation),
  });
  const bin = new BinFolder(workspace.binFolder);
  const machine = new MachineSampler(registry);
  const engines = new EngineList({
    jobs,
    asked: { script: join(dirname(workerScript), 'benchmark.js'), benchmarksPath: benchmarksPath() },
    onProblem: (message) => log.warn(message),
    onChange: (known, measuring) => push('engine/changed', { engines: [...known], measuring }),
  });
  const reader = openReader({
    script: options.readingScript ?? null,
    ...{ registry, supervisor, evaluations, recipes, paths, slots, log, version: program.version },
  });
  const context: CallContext = {
    workspace,
    host,
    registry,
    kept,
    damage,
    supervisor,
    remoteRuns,
    slurm,
    imports,
    reader,
    // How many at once the jobs say, of all pages together.
    imageTurns: new Turns(Infinity),
    scans,
    mappings,
    evaluations,
    preparations,
    bin,
    views: new SavedViews(join(workspace.path, 'views.json')),
    machine,
    engines,
    jobs,
    recipes,
    paths,
    settings: new SettingsFile(options.settingsPath),
    exported: new ExportedPaths(),
    version: program.version,
    versions: () => versionsOf(program.version, jobs),
    packageRoot: program.root,
    slots,
    push,
    log,
  };
  host.updates?.onChange(() => {
    settingsInfo(context).then(
      (info) => push('settings/changed', info),
      (error: unknown) => log.error({ error }, 'A newer version could not be told'),
    );
  });
  const sampling = setInterval(() => {
    if (listeners.size === 0) return;
    machine.sample().then(
      (sample) => push('machine/sampled', sample),
      (error: unknown) => log.error({ error }, 'The machine could not be looked at'),
    );
  }, 2000);

  let emptied: Promise<void> = Promise.resolve();
  try {
    const start = async () => {
      if (!isReadOnly) await forgetBinnedRuns({ registry, bin });
      await supervisor.start();
    };
    if (!isReadOnly) await giveBackKept({ kept, registry, log });
    await overDamage(start, damage, { repeats: true });
    // Behind: a large folder takes a while to go.
    if (startsRuns) emptied = emptyBin({ registry, bin, log });
    if (startsRuns) {
      scans.resume().catch((error: unknown) => log.error({ error }, 'Unfinished scans could not be taken up'));
    }
  } catch (error) {
    clearInterval(sampling);
    await machine.close();
    await reader.close();
    await evaluations.close();
    await remoteRuns.close();
    await supervisor.close();
    await jobs.close();
    registry.close();
    throw error;
  }

  let closing: Promise<void> | null = null;
  const call = async <Name extends CallName>(name: Name, input: CallInput<Name>): Promise<CallOutput<Name>> =>
    // Checked by this very call's schema; TypeScript cannot follow the name through the table.
    (await makeCall(name, input, { context, page: null, isPacked: false })) as CallOutput<Name>;
  return {
    call,
    async callUnchecked(name, input, { caller, page } = {}) {
      if (!isCallName(name)) throw new AppError('bad-input', `There is no call "${shortened(name, 80)}".`);
      const asked = caller === undefined ? context : { ...context, caller };
      return makeCall(name, input, { context: asked, page: page ?? null, isPacked: true });
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
        await preparations.close();
        await reader.close();
        await evaluations.close();
        await remoteRuns.close();
        await supervisor.close();
        await emptied;
        await jobs.close();
        registry.close();
      })();
      return closing;
    },
  };
}

/** What has been in the bin for too long goes, unless a run trains: removing much would slow it down. */
async function emptyBin({ registry, bin, log }: Pick<CallContext, 'registry' | 'bin' | 'log'>): Promise<void> {
  if (registry.queue.counts().training > 0) return;
  try {
    for (const { entry } of await bin.removeOld()) log.info({ entry }, 'Removed from the bin');
  } catch (error) {
    log.error({ error }, 'The bin could not be emptied; the next start tries again');
  }
}

/** Node's is that of the process that trains, which in the desktop program is another one than Electron's. */
async function versionsOf(workbench: string, jobs: JobRunner): Promise<Record<string, string>> {
  const { electron } = process.versions;
  return {
    workbench,
    node: electron === undefined ? process.versions.node : await jobs.run('node/version', {}),
    ...(electron !== undefined && { electron }),
    platform: `${process.platform} ${process.arch}`,
    [decodingVersion]: String(decodingRule),
  };
}
