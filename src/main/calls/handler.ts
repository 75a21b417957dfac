/** What a call's handler is, and what it is given to work with. */
import type { Logger } from 'pino';
import type { CallName, PushName, PushPayload } from '../../shared/contract';
import type { BinFolder } from '../bin/bin-folder';
import type { MappingFiles } from '../datasets/mapping/mapping-file';
import type { EngineList } from '../engines/engine-list';
import type { Evaluations } from '../evaluation/evaluations';
import type { RemoteRuns } from '../executors/remote-runs';
import type { SlurmCommands } from '../executors/slurm-commands';
import type { ExportedPaths } from '../exported-files';
import type { JobRunner } from '../jobs/jobs';
import type { MachineSampler } from '../machine/machine-sampler';
import type { Preparations } from '../prepare/preparations';
import type { KeptLists } from '../registry/kept-lists';
import type { Registry } from '../registry/registry';
import type { Reader } from '../reading/reader';
import type { RecipeDesk } from '../runs/recipe-desk';
import type { SavedViews } from '../runs/saved-views';
import type { RunImports } from '../runs/run-imports';
import type { Supervisor } from '../runs/supervisor';
import type { SettingsFile } from '../settings/settings-file';
import type { Caller, HostServices } from '../workbench-api';
import type { DatasetScans } from './dataset-scans';
import type { DamageSurroundings } from './over-damage';
import type { PathGuard } from './path-guard';
import type { HandlerIn, ReadingCallName } from './reading';
import type { Turns } from './turns';
import type { Workspace } from './workspace';

export interface CallContext {
  readonly workspace: Workspace;
  readonly host: HostServices;
  /** On whose behalf the call is made, in hosts of several persons. */
  readonly caller?: Caller;
  readonly registry: Registry;
  readonly reader: Reader;
  readonly imageTurns: Turns;
  readonly kept: KeptLists;
  readonly damage: DamageSurroundings;
  readonly supervisor: Supervisor;
  readonly remoteRuns: RemoteRuns;
  readonly slurm: SlurmCommands;
  readonly imports: RunImports;
  readonly scans: DatasetScans;
  readonly mappings: MappingFiles;
  readonly evaluations: Evaluations;
  readonly preparations: Preparations;
  readonly bin: BinFolder;
  readonly views: SavedViews;
  readonly machine: MachineSampler;
  readonly engines: EngineList;
  readonly jobs: JobRunner;
  readonly recipes: RecipeDesk;
  readonly paths: PathGuard;
  readonly settings: SettingsFile;
  readonly exported: ExportedPaths;
  /** Of the workbench. */
  readonly version: string;
  /** Of everything that a result may depend on. */
  versions(): Promise<Record<string, string>>;
  /** The program's own files, where resources/ lies. */
  readonly packageRoot: string;
  readonly slots: number;
  push<Name extends PushName>(name: Name, payload: PushPayload<Name>): void;
  readonly log: Logger;
}

export type Handler<Name extends CallName> = HandlerIn<Name, CallContext>;

export type Handlers = { readonly [Name in Exclude<CallName, ReadingCallName>]: Handler<Name> };

/** Those of some nouns: `run` for `run/list`, `run/get` and so on. */
export type HandlersOf<Noun extends string> = Pick<Handlers, Extract<keyof Handlers, `${Noun}/${string}`>>;
