/** Starts the built main process on the stand-in, and asks it things. */
import { fork, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';

export interface StandInEvent {
  readonly event: string;
  readonly [key: string]: unknown;
}

export interface RunningStandIn {
  readonly events: readonly StandInEvent[];
  /** Resolves to the first event of this name, also one that has come already. */
  event(name: string): Promise<StandInEvent>;
  ask(what: string, given?: Record<string, unknown>): Promise<unknown>;
  /** Exit status, when the process has ended. */
  readonly ended: Promise<number | null>;
  stop(): void;
}

const root = join(import.meta.dirname, '../../..');
export const builtMain = join(root, 'out', 'main', 'electron.js');
const answerLimitMs = 60_000;

interface StandInStart {
  readonly args?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
}

export function runStandIn(
  workspace: string,
  appData: string,
  { args = [], environment = {} }: StandInStart = {},
): RunningStandIn {
  const child: ChildProcess = fork(builtMain, ['--announce', '--workspace', workspace, ...args], {
    execArgv: ['--import', join(import.meta.dirname, 'register.mjs'), '--no-warnings'],
    // Where a person's own files lie: not this person's.
    env: { ...process.env, XDG_CONFIG_HOME: appData, STAND_IN_APP_DATA: appData, ...environment },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  let said = '';
  child.stdout?.on('data', (chunk: Buffer) => (said += chunk.toString()));
  child.stderr?.on('data', (chunk: Buffer) => (said += chunk.toString()));

  const events: StandInEvent[] = [];
  const listeners = new Set<(event: StandInEvent) => void>();
  child.on('message', (event: StandInEvent) => {
    events.push(event);
    for (const listener of listeners) listener(event);
  });
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));

  const first = (matches: (event: StandInEvent) => boolean, what: string): Promise<StandInEvent> =>
    new Promise((resolve, reject) => {
      const settle = (act: () => void) => {
        listeners.delete(listen);
        clearTimeout(timer);
        act();
      };
      const fail = (why: string) => settle(() => reject(new Error(`${what}: ${why}\n${said}`)));
      const listen = (event: StandInEvent) => matches(event) && settle(() => resolve(event));
      const timer = setTimeout(() => fail('nothing came'), answerLimitMs);
      listeners.add(listen);
      const past = events.find(matches);
      if (past) settle(() => resolve(past));
      void ended.then((code) => fail(`the process ended with ${code}`));
    });

  let lastId = 0;
  return {
    events,
    event: (name) => first(({ event }) => event === name, name),
    ask: async (what, given = {}) => {
      lastId += 1;
      const id = lastId;
      child.send({ ask: what, id, ...given });
      const { answer } = await first((event) => event.event === 'answer' && event['id'] === id, what);
      return answer;
    },
    ended,
    stop: () => void child.kill(),
  };
}
