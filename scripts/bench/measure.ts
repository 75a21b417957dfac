/** Measures the parts that were asked for, one after the other. A part that fails is told, and the others go on. */
import { engines as knownEngines } from '../../src/engine/engines';
import type { EngineId } from '../../src/shared/recipe';
import { chooseCases, groupCases, ownObjective } from './cases';
import { describeMachine, otherLoad } from './machine';
import { measureMemory } from './memory';
import { profileKernels } from './profile-kernels';
import type { BenchOptions } from './options';
import { findPythons, Peer } from './peer';
import { measureShares, timeDemo } from './programs';
import type { BenchRecord } from './record';
import { peerThreads, timeGroup } from './time-group';

type Tell = (line: string) => void;

export interface Places {
  /** The project's folder. */
  readonly root: string;
  /** The built worker. */
  readonly worker: string;
  /** The built engine-time.ts. */
  readonly engineTime: string;
}

export interface Measured extends Omit<BenchRecord, 'commit'> {
  /** One text per part that was asked for and failed. */
  readonly failures: readonly string[];
}

/** Load above which times are not this machine's. */
const disturbingLoad = 0.3;
const largeBatch = { size: 128, steps: 5 };

export async function measure(options: BenchOptions, places: Places, tell: Tell): Promise<Measured> {
  const loadBefore = otherLoad();
  if (loadBefore > disturbingLoad) {
    tell(
      `Other programs are running (load ${loadBefore.toFixed(2)}): what follows comes out slower than this machine is.`,
    );
  }
  const { chosen, skipped } = await chooseEngines(options);
  const engines = chosen.map(({ id }) => id);
  const attempts = new Attempts(tell);
  const part = { options, places, engines, attempts, tell };
  const record = {
    format: 1 as const,
    date: new Date().toISOString(),
    machine: describeMachine(),
    engines: chosen,
    threads: peerThreads(options),
    parameters: options.set,
    loadBefore,
    ...(options.timings ? await timings(part, skipped) : { timings: [], peers: [] }),
    memory: options.memory ? await memory(part) : [],
    kernels: options.kernels ? await kernels(part) : [],
    dispatches: options.dispatches ? await dispatches(part) : [],
    programs: [...(options.demo ? await demo(part) : []), ...(options.share ? await shares(part) : [])],
  };
  const failed = attempts.failures.map((failure) => failure.split('\n')[0] ?? failure);
  return { ...record, skipped: [...skipped, ...failed], failures: attempts.failures };
}

interface Part {
  readonly options: BenchOptions;
  readonly places: Places;
  readonly engines: readonly EngineId[];
  readonly attempts: Attempts;
  readonly tell: Tell;
}

/** Keeps what failed, so that the rest is measured. */
class Attempts {
  readonly failures: string[] = [];

  constructor(private readonly tell: Tell) {}

  async make<Result>(name: string, work: () => Promise<readonly Result[]>): Promise<readonly Result[]> {
    try {
      return await work();
    } catch (error) {
      const failure = `${name}: ${error instanceof Error ? error.message : String(error)}`;
      this.failures.push(failure);
      this.tell(`  failed: ${failure}`);
      return [];
    }
  }
}

async function timings(
  { options, places, engines, attempts, tell }: Part,
  skipped: string[],
): Promise<Pick<BenchRecord, 'timings' | 'peers'>> {
  const peers = await startPeers(options, places, { skipped, tell });
  const timed: BenchRecord['timings'] = [];
  try {
    const groups = groupCases(chooseCases({ networks: options.network, objectives: options.objective }));
    for (const engine of engines) {
      for (const group of groups) {
        const name = `${group.network}, ${group.objective}, ${engine}`;
        const work = () => timeGroup({ group, engine, options, peers, worker: places.worker, tell });
        timed.push(...(await attempts.make(name, work)));
      }
    }
  } finally {
    for (const peer of peers) await peer.end();
  }
  return { timings: timed, peers: peers.filter(({ set }) => set === 'native').map(({ about }) => about) };
}

/** A long run of every case that was asked for, Xception's CoReD step unless told otherwise; then its batch of 128. */
async function memory({ options, places, engines, attempts, tell }: Part): Promise<BenchRecord['memory']> {
  const networks = options.network ?? (['xception'] as const);
  const objectives = new Set((options.objective ?? (['cored'] as const)).map(ownObjective));
  const reports: BenchRecord['memory'] = [];
  const runs = [
    { batch: options.batch, steps: options.memorySteps },
    { batch: largeBatch.size, steps: largeBatch.steps },
  ];
  for (const engine of engines) {
    for (const network of networks) {
      for (const objective of objectives) {
        for (const { batch, steps } of runs) {
          const ownCase = { network, objective, engine, batch, size: options.size, parameters: options.set };
          const work = async () => [await measureMemory(ownCase, { worker: places.worker, steps, tell })];
          reports.push(...(await attempts.make(`memory of ${network}, ${objective}, batch ${batch}, ${engine}`, work)));
        }
      }
    }
  }
  return reports;
}

/** The plain step of every network asked for, both large ones unless told otherwise. */
async function kernels({ options, places, engines, attempts, tell }: Part): Promise<BenchRecord['kernels']> {
  const networks = options.network ?? (['xception', 'efficientnet-b0'] as const);
  const objectives = new Set((options.objective ?? (['ft'] as const)).map(ownObjective));
  const reports: BenchRecord['kernels'] = [];
  for (const engine of engines) {
    for (const network of networks) {
      for (const objective of objectives) {
        const ownCase = {
          network,
          objective,
          engine,
          batch: options.batch,
          size: options.size,
          parameters: options.set,
        };
        const work = async () => [await profileKernels(ownCase, { worker: places.worker, steps: options.steps, tell })];
        reports.push(...(await attempts.make(`kernels of ${network}, ${objective}, ${engine}`, work)));
      }
    }
  }
  return reports;
}

/** Of both large networks unless told otherwise. */
async function dispatches({ options, attempts, tell }: Part): Promise<BenchRecord['dispatches']> {
  const networks = options.network ?? (['xception', 'efficientnet-b0'] as const);
  const reports: BenchRecord['dispatches'] = [];
  for (const network of networks) {
    tell(`dispatches: ${network}, batch ${options.batch}`);
    const { batch, size, steps } = options;
    const work = async () => {
      const { countDispatches } = await import('./count-dispatches');
      return [await countDispatches({ network, batch, size, steps })];
    };
    reports.push(...(await attempts.make(`dispatches of ${network}`, work)));
  }
  return reports;
}

async function demo({ places, attempts, tell }: Part): Promise<BenchRecord['programs']> {
  return [...(await attempts.make('the demo', async () => [await timeDemo(places, tell)]))];
}

async function shares({ options, places, engines, attempts, tell }: Part): Promise<BenchRecord['programs']> {
  const networks = options.network ?? (['small-cnn', 'efficientnet-b0', 'xception'] as const);
  const reports: BenchRecord['programs'] = [];
  for (const engine of engines) {
    const work = () => measureShares(places, { networks, engine, batch: options.batch, parameters: options.set, tell });
    reports.push(...(await attempts.make(`later epochs, ${engine}`, work)));
  }
  return reports;
}

/** Those asked for, or those that work here by themselves; and why not the others. Dispatches are counted on none of them. */
async function chooseEngines({
  engine: wishes,
  ...parts
}: BenchOptions): Promise<{ chosen: BenchRecord['engines']; skipped: string[] }> {
  const skipped: string[] = [];
  const chosen: BenchRecord['engines'] = [];
  if (!(parts.timings || parts.memory || parts.kernels || parts.share || parts.demo)) return { chosen, skipped };
  for (const engine of knownEngines) {
    const { id } = engine;
    if (wishes && !wishes.includes(id)) continue;
    // On the plain processor backend no step of these networks ends.
    if (!wishes && id === 'cpu') continue;
    const { available, detail, isSoftware = false } = await engine.inspect();
    if (!available) skipped.push(`engine ${id}. ${detail}`);
    else if (isSoftware && !wishes) skipped.push(`engine ${id}. Its GPU is emulated on the processor: ${detail}`);
    else chosen.push({ id, detail });
  }
  return { chosen, skipped };
}

async function startPeers(
  options: BenchOptions,
  { root }: Places,
  { skipped, tell }: { skipped: string[]; tell: Tell },
): Promise<Peer[]> {
  if (!options.peer) return [];
  const { pythons, obstacle } = await findPythons(options.python);
  if (obstacle !== null) {
    skipped.push(`the peer. ${obstacle}`);
    tell(pythons.length > 0 ? obstacle : `${obstacle} Ours alone is timed.`);
  }
  const sets = ['native', ...options.peerIsa.filter((set) => set !== 'native')] as const;
  const peers: Peer[] = [];
  for (const set of sets) for (const python of pythons) peers.push(await Peer.start(python, { root, set }));
  return peers;
}
