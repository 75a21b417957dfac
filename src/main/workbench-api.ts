/** What the hosts (desktop window, browser server, command line) need of the workbench, and what it needs of them. */
import type { CallInput, CallName, CallOutput, PushName } from '../shared/contract';
import type { DialogRequest, FileDialogRequest } from '../shared/dialog';
import type { UpdateStatus } from '../shared/settings';

/** A page that calls, for as long as it is there: its heavy calls run one at a time, and none for a page that has gone. */
export interface Page {
  readonly gone: AbortSignal;
}

/** Where a call comes from: of a host of several persons, on whose behalf; of a host with pages, which. */
export interface CallOrigin {
  readonly caller?: Caller;
  readonly page?: Page;
}

export interface Workbench {
  /** One call with typed input, for the command line. Rejects with an AppError. */
  call<Name extends CallName>(name: Name, input: CallInput<Name>): Promise<CallOutput<Name>>;
  /** One call as it arrives over ipc or a websocket: name and input are checked here; the answer is as it crosses. Rejects with an AppError. */
  callUnchecked(name: string, input: unknown, from?: CallOrigin): Promise<unknown>;
  /** Every push, already checked against the contract. Returns the function that stops listening. */
  subscribe(listener: (name: PushName, payload: unknown) => void): () => void;
  /** Closes the registry and stops watching; training goes on in its own processes. */
  close(): Promise<void>;
}

export interface HostServices {
  readonly kind: 'desktop' | 'browser' | 'command-line';
  /** Folders that calls may read and write; null where the person at the keyboard has a shell or a native dialog. */
  readonly roots: readonly string[] | null;
  /** The native folder dialog; null when cancelled or when there is none. */
  chooseFolder(request: DialogRequest): Promise<string | null>;
  /** The native file dialog, likewise. */
  chooseFile(request: FileDialogRequest): Promise<string | null>;
  /** Hands files to the person's own machine; absent in hosts where that is this one. */
  readonly downloads?: HostDownloads;
  /** The host's own log; absent where it writes into the workspace's. */
  readonly logPath?: string;
  /** Looks for a newer version of the program; absent in hosts that do not. */
  readonly updates?: HostUpdates;
  /** Who uses the host; absent where that is whoever sits at the machine. */
  readonly sessions?: HostSessions;
}

/** On whose behalf a call is made; without one it is the person at the machine. */
export type Caller = Pick<HostSession, 'id' | 'user' | 'isReadOnly'>;

/** A browser that was let in. */
export interface HostSession {
  readonly id: string;
  /** Whose token it was; null for the address that the terminal gave. */
  readonly user: string | null;
  readonly isReadOnly: boolean;
  /** Address that it came from, as far as it is known. */
  readonly client: string;
  readonly startedAtMs: number;
  readonly usedAtMs: number;
  /** Pages that are open. */
  readonly pages: number;
}

export interface HostSessions {
  list(): readonly HostSession[];
  /** Unless it is used before. */
  endsAtMs(session: HostSession): number;
  /** False where there is none of this id. */
  end(id: string, reason: string): boolean;
}

export interface HostDownloads {
  /** The path at which whoever is let in gets them, once and soon. Throws AppError where one cannot be read, or all are too large. */
  offer(files: OfferedFiles): Promise<{ readonly path: string }>;
}

export interface OfferedFiles {
  /** Absolute; a folder is all that lies below it. */
  readonly files: readonly string[];
  /** Folders that they may lie in, links followed; null: anywhere. */
  readonly within: readonly string[] | null;
}

export interface HostUpdates {
  status(): UpdateStatus;
  /** Calls back whenever `status` says something else. */
  onChange(listener: () => void): void;
  /** Throws AppError 'not-found' while no newer version is known. */
  openPage(): Promise<void>;
}

/** Of hosts without native dialogs. */
export const noDialogs = {
  chooseFolder: () => Promise.resolve(null),
  chooseFile: () => Promise.resolve(null),
} as const satisfies Partial<HostServices>;
