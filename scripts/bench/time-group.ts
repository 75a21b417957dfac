/** Times one run of ours against everything that the peer does of the same case, in alternating rounds. */
import { availableParallelism } from 'node:os';
import type { EngineId } from '../../src/shared/recipe';
import type { CaseGroup } from './cases';
import type { BenchOptions } from './options';
import { fastestPeer } from './fastest-peer';
import { OwnWorker, warmUpSteps } from './own-worker';
import type { Peer } from './peer';
import type { Timing } from './record';
import type { StepsAnswer } from './protocol';
import { median } from './statistics';
import { OthersWatch } from './others-watch';

export interface GroupTiming {
  readonly group: CaseGroup;
  readonly engine: EngineId;
  readonly options: BenchOptions;
  readonly peers: readonly Peer[];
  /** The built worker. */
  readonly worker: string;
  readonly tell: (line: string) => void;
}

/** Throws when either side fails; nothing of the group is left running then. */
export async function timeGroup(timing: GroupTiming): Promise<Timing[]> {
  const { group, engine, options, peers, worker, tell } = timing;
  const { network } = group;
  const { batch, size } = options;
  const device = peerDevice(timing);
  const common = { network, engine, batch, size, device } as const;
  const threads = peerThreads(options);
  const timings: Timing[] = [];
  tell(`${network}, ${group.objective}, batch ${batch}, ${engine}`);
  const { objective: own } = group;
  const ours = new OwnWorker(worker, { network, objective: own, engine, batch, size, parameters: options.set });
  try {
    await ours.steps(warmUpSteps);
    if (peers.length === 0) {
      const timed = await alternate(timing, { ours: () => ours.steps(options.steps) });
      const none = { peerSet: null, torch: null, setting: null, trials: [] };
      timings.push({ ...common, objective: group.objective, ...none, ...timed });
    }
    for (const set of new Set(peers.map((peer) => peer.set))) {
      const several = peers.filter((peer) => peer.set === set && (device === 'cpu' || peer.about.cuda !== null));
      for (const objective of group.peerObjectives) {
        tell(`  against PyTorch's ${objective}${set === 'native' ? '' : `, held to ${set}`}`);
        const peerCase = { network, objective, batch, size, threads, device };
        const { peer, setting, trials } = await fastestPeer(several, peerCase, { options, tell });
        await peer.open({ ...peerCase, setting });
        await peer.steps(warmUpSteps);
        const timed = await alternate(timing, {
          ours: () => ours.steps(options.steps),
          peer: () => peer.steps(options.steps),
        });
        await peer.close();
        const { torch } = peer.about;
        timings.push({ ...common, objective, peerSet: set, torch, setting, trials, ...timed });
      }
    }
  } finally {
    await ours.end();
  }
  return timings;
}

function peerDevice({ engine, options, peers }: GroupTiming): Timing['device'] {
  if (options.peerDevice !== 'auto') return options.peerDevice;
  return engine === 'webgpu' && peers.some(({ about }) => about.cuda !== null) ? 'cuda' : 'cpu';
}

/** As many as there are cores unless told otherwise. */
export function peerThreads({ threads }: BenchOptions): number {
  return threads ?? availableParallelism();
}

type TimedSteps = () => Promise<StepsAnswer>;

async function alternate(
  { options: { rounds }, tell }: GroupTiming,
  sides: { ours: TimedSteps; peer?: TimedSteps },
): Promise<Pick<Timing, 'rounds' | 'othersShare'>> {
  const timed: Timing['rounds'] = [];
  const others = new OthersWatch();
  for (let round = 1; round <= rounds; round++) {
    const ours = await sides.ours();
    const peer = await sides.peer?.();
    others.exclude(ours.cpuSeconds + (peer?.cpuSeconds ?? 0));
    timed.push({ ours: ours.seconds, peer: peer?.seconds ?? [] });
    const own = median(ours.seconds);
    const theirs = peer && median(peer.seconds);
    const against = theirs === undefined ? '' : `, peer ${theirs.toFixed(3)} s, ratio ${(own / theirs).toFixed(2)}`;
    tell(`  round ${round}: ours ${own.toFixed(3)} s${against}`);
  }
  return { rounds: timed, othersShare: others.share() };
}
