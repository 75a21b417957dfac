/** Calls that only read and may take a while, and what their handlers are given: see main/reading. */
import type { CallInput, CallName, CallOutput } from '../../shared/contract';
import type { Evaluations } from '../evaluation/evaluations';
import type { ReadingRegistry } from '../registry/registry';
import type { RecipeDesk } from '../runs/recipe-desk';
import type { RunLogs } from '../runs/run-logs';
import type { Supervisor } from '../runs/supervisor';
import type { PathGuard } from './path-guard';

/** Answered by the reading thread where there is one. */
export const readingCalls = [
  ...['run/list', 'run/get', 'run/log', 'experiment/get', 'weights/list', 'queue/get'],
  ...['comparison/get', 'comparison/paired', 'comparison/render', 'comparison/export', 'report/write'],
] as const satisfies readonly CallName[];
export type ReadingCallName = (typeof readingCalls)[number];

export function isReading(name: CallName): name is ReadingCallName {
  return readingCalls.some((reading) => reading === name);
}

/** What calls need that only read, and that may take a while: it is there in the reading thread too. */
export interface ReadingContext {
  readonly registry: ReadingRegistry;
  readonly recipes: Pick<RecipeDesk, 'options'>;
  readonly supervisor: Pick<Supervisor, 'coresOf'>;
  readonly evaluations: Pick<Evaluations, 'list'>;
  readonly logs: RunLogs;
  readonly paths: Pick<PathGuard, 'allow'>;
  /** Of the workbench. */
  readonly version: string;
  readonly slots: number;
}

export type HandlerIn<Name extends CallName, Context> = (
  input: CallInput<Name>,
  context: Context,
) => CallOutput<Name> | Promise<CallOutput<Name>>;

export type ReadingHandlers = { readonly [Name in ReadingCallName]: HandlerIn<Name, ReadingContext> };

/** Those of a noun, as `HandlersOf`. */
export type ReadingHandlersOf<Noun extends string> = Pick<
  ReadingHandlers,
  Extract<ReadingCallName, `${Noun}/${string}`>
>;
