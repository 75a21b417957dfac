/** Which version of the peer, run in which way, is the fastest at a case: the one that ours has to stand against. */
import type { BenchOptions } from './options';
import { warmUpSteps } from './own-worker';
import { peerSettings, type Peer, type PeerCase, type PeerSetting } from './peer';
import type { Timing } from './record';

export interface FastestPeer {
  readonly peer: Peer;
  readonly setting: PeerSetting;
  /** Of all versions and settings. */
  readonly trials: Timing['trials'];
}

/** A few steps of each. A single candidate needs no trial. Throws where there is none, or where one of them fails. */
export async function fastestPeer(
  peers: readonly Peer[],
  peerCase: Omit<PeerCase, 'setting'>,
  { options, tell }: { options: BenchOptions; tell: (line: string) => void },
): Promise<FastestPeer> {
  const candidates = peers.flatMap((peer) => settingsOf(options).map((setting) => ({ peer, setting })));
  const [only, ...others] = candidates;
  if (!only) throw new Error('No PyTorch here computes on CUDA. Name a Python whose PyTorch does with --python PATH.');
  if (others.length === 0) return { ...only, trials: [] };
  let fastest: { readonly seconds: number; readonly peer: Peer; readonly setting: PeerSetting } | null = null;
  const trials: Timing['trials'] = [];
  for (const { peer, setting } of candidates) {
    await peer.open({ ...peerCase, setting });
    await peer.steps(warmUpSteps);
    // The least: what disturbed one of few steps says nothing of the setting.
    const seconds = Math.min(...(await peer.steps(options.steps)).seconds);
    await peer.close();
    const { torch } = peer.about;
    trials.push({ torch, setting, leastSeconds: seconds });
    tell(`  trial: PyTorch ${torch}, ${setting}: ${seconds.toFixed(3)} s`);
    if (!fastest || seconds < fastest.seconds) fastest = { seconds, peer, setting };
  }
  const { peer, setting } = fastest ?? only;
  return { peer, setting, trials };
}

/** Autocast rounds to 16 bits: it stands against ours where ours does so too. */
export function settingsOf({ peerSetting, set }: Pick<BenchOptions, 'peerSetting' | 'set'>): readonly PeerSetting[] {
  const isMixed = set['precision'] === 'mixed';
  return peerSetting ?? peerSettings.filter((setting) => isMixed || !setting.includes('autocast'));
}
