/** Times one run of ours against everything that the peer does of the same case, in alternating rounds. */
import { availableParallelism } from 'node:os';
import type { EngineId } from '../../src/shared/recipe';
import type { CaseGroup } from './cases';
import type { BenchOptions } from './options';
import { OwnWorker, warmUpSteps } from './own-worker';
import type { Peer } from './peer';
import type { Timing } from './record';
import { median } from './statistics';

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
  const device = engine === 'webgpu' && peers[0]?.about.cuda ? 'cuda' : 'cpu';
  const common = { network, engine, batch, size, device } as const;
  const threads = options.threads ?? availableParallelism();
  const timings: Timing[] = [];
  tell(`${network}, ${group.objective}, batch ${batch}, ${engine}`);
  const { objective: own } = group;
  const ours = new OwnWorker(worker, { network, objective: own, engine, batch, size, parameters: options.set });
  try {
    await ours.steps(warmUpSteps);
    if (peers.length === 0) {
      const rounds = await alternate(timing, { ours: () => ours.steps(options.steps) });
      timings.push({ ...common, objective: group.objective, peerSet: null, rounds });
    }
    for (const peer of peers) {
      for (const objective of group.peerObjectives) {
        tell(`  against PyTorch's ${objective}${peer.set === 'native' ? '' : `, held to ${peer.set}`}`);
        await peer.open({ network, objective, batch, size, threads, device });
        await peer.steps(warmUpSteps);
        const rounds = await alternate(timing, {
          ours: () => ours.steps(options.steps),
          peer: () => peer.steps(options.steps),
        });
        await peer.close();
        timings.push({ ...common, objective, peerSet: peer.set, rounds });
      }
    }
  } finally {
    await ours.end();
  }
  return timings;
}
type TimedSteps = () => Promise<readonly number[]>;

async function alternate(
  { options: { rounds }, tell }: GroupTiming,
  sides: { ours: TimedSteps; peer?: TimedSteps },
): Promise<Timing['rounds']> {
  const timed: Timing['rounds'] = [];
  for (let round = 1; round <= rounds; round++) {
    const ours = [...(await sides.ours())];
    const peer = sides.peer ? [...(await sides.peer())] : [];
    timed.push({ ours, peer });
    const against = sides.peer
      ? `, peer ${median(peer).toFixed(3)} s, ratio ${(median(ours) / median(peer)).toFixed(2)}`
      : '';
    tell(`  round ${round}: ours ${median(ours).toFixed(3)} s${against}`);
  }
  return timed;
}
