/** `npm run bench`: ours and the peer in alternating rounds, a table, and a JSON. */
import { execFile } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { promisify } from 'node:util';
import { CommanderError } from 'commander';
import { listEngines } from '../../src/engine/list-engines';
import type { EngineId } from '../../src/shared/recipe';
import { chooseCases, groupCases } from './cases';
import { describeMachine, otherLoad } from './machine';
import { readOptions, type BenchOptions } from './options';
import { findPython, Peer } from './peer';
import { BenchRecord } from './record';
import { circumstances, markdownSection, refreshPage, textTable } from './table';
import { timeGroup } from './time-group';

export interface Places {
  /** The project's folder. */
  readonly root: string;
  /** The built worker. */
  readonly worker: string;
}

/** Resolves to the exit status: 0, or 1 when something that was asked for could not be timed. */
export async function bench(args: readonly string[], places: Places): Promise<number> {
  try {
    const options = readOptions(args);
    const { record, failures } =
      options.from.length > 0 ? await readRecords(options.from) : await measure(options, places);
    if (options.writeDocs) await writeDocs(record, places);
    for (const failure of failures) tell(`Failed: ${failure}`);
    return failures.length > 0 ? 1 : 0;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode;
    throw error;
  }
}

interface Outcome {
  readonly record: readonly BenchRecord[];
  readonly failures: readonly string[];
}

async function measure(options: BenchOptions, places: Places): Promise<Outcome> {
  const loadBefore = otherLoad();
  if (loadBefore > 0.3)
    tell(
      `Other programs are running (load ${loadBefore.toFixed(2)}): what follows comes out slower than this machine is.`,
    );
  const { engines, skipped } = await chooseEngines(options);
  const peers = await startPeers(options, places, skipped);
  const failures: string[] = [];
  const timings: BenchRecord['timings'] = [];
  try {
    const groups = groupCases(chooseCases({ networks: options.network, objectives: options.objective }));
    for (const engine of engines) {
      for (const group of groups) {
        try {
          timings.push(...(await timeGroup({ group, engine, options, peers, worker: places.worker, tell })));
        } catch (error) {
          failures.push(
            `${group.network}, ${group.objective}, ${engine}: ${error instanceof Error ? error.message : String(error)}`,
          );
          tell(`  failed: ${failures.at(-1)}`);
        }
      }
    }
  } finally {
    for (const peer of peers) await peer.end();
  }
  const record: BenchRecord = {
    format: 1,
    date: new Date().toISOString(),
    commit: await commitOf(places.root),
    machine: describeMachine(),
    peer: peers[0]?.about ?? null,
    parameters: options.set,
    loadBefore,
    timings,
    skipped: [...skipped, ...failures.map((failure) => `${failure.split('\n')[0]}`)],
  };
  const path =
    options.out ?? join(places.root, 'bench-results', `${record.date.replaceAll(':', '-').slice(0, 19)}.json`);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, `${JSON.stringify(record, null, 1)}\n`);
  show(record);
  tell(`\nWritten to ${path}`);
  return { record: [record], failures };
}

async function readRecords(paths: readonly string[]): Promise<Outcome> {
  const record = await Promise.all(
    paths.map(async (path) => BenchRecord.parse(JSON.parse(await readFile(path, 'utf8')))),
  );
  record.forEach(show);
  return { record, failures: [] };
}

/** Those asked for, or those that work here but `cpu`, which no step of these networks ends on; and why not the others. */
async function chooseEngines({ engine: wishes }: BenchOptions): Promise<{ engines: EngineId[]; skipped: string[] }> {
  const skipped: string[] = [];
  const engines: EngineId[] = [];
  for (const { id, available, detail } of await listEngines()) {
    if (wishes ? !wishes.includes(id) : id === 'cpu') continue;
    if (available) engines.push(id);
    else skipped.push(`engine ${id}. ${detail}`);
  }
  return { engines, skipped };
}

async function startPeers(options: BenchOptions, { root }: Places, skipped: string[]): Promise<Peer[]> {
  if (!options.peer) return [];
  const { python, obstacle } = await findPython(options.python);
  if (python === null) {
    skipped.push(`the peer. ${obstacle}`);
    tell(`${obstacle} Ours alone is timed.`);
    return [];
  }
  const sets = ['native', ...options.peerIsa.filter((set) => set !== 'native')] as const;
  const peers: Peer[] = [];
  for (const set of sets) peers.push(await Peer.start(python, { root, set }));
  return peers;
}

function show(record: BenchRecord): void {
  process.stdout.write(`\n${textTable(record.timings)}\n\n${circumstances(record).join('\n')}\n`);
}

async function writeDocs(records: readonly BenchRecord[], { root }: Places): Promise<void> {
  const path = join(root, 'docs/performance.md');
  const page = await readFile(path, 'utf8');
  await writeFile(path, refreshPage(page, records.map(markdownSection).join('\n\n')));
  tell(`The table stands in ${relative(process.cwd(), path)}`);
}

/** Null outside of a clone. */
async function commitOf(root: string): Promise<string | null> {
  const git = promisify(execFile);
  try {
    const { stdout } = await git('git', ['-C', root, 'describe', '--always', '--dirty']);
    return stdout.trim();
  } catch {
    return null;
  }
}

/** Progress goes to stderr: stdout has the table alone. */
function tell(line: string): void {
  process.stderr.write(`${line}\n`);
}
