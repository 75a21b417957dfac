/** Finds a Python with PyTorch and talks to torch_peer.py on it. */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { LineProcess } from './line-process';
import { PeerAbout, PeerClosed, PeerOpened, StepsAnswer } from './protocol';

const run = promisify(execFile);
const candidates = ['python3', '/usr/bin/python3', 'python'];

/** `avx2` keeps the peer from wider vectors than WebAssembly can have on x86. */
export const peerSets = ['native', 'avx2'] as const;
export type PeerSet = (typeof peerSets)[number];

export interface PythonSearch {
  readonly pythons: readonly string[];
  /** Null when all that were wished for were found; else what was tried, in plain words. */
  readonly obstacle: string | null;
}

/** Those of `wishes` that import torch; without a wish the first on the path that does. */
export async function findPythons(wishes: readonly string[] = []): Promise<PythonSearch> {
  if (wishes.length === 0) {
    for (const python of candidates) if (await importsTorch(python)) return { pythons: [python], obstacle: null };
    return { pythons: [], obstacle: noTorch(candidates) };
  }
  const pythons: string[] = [];
  for (const python of wishes) if (await importsTorch(python)) pythons.push(python);
  const missing = wishes.filter((python) => !pythons.includes(python));
  return { pythons, obstacle: missing.length > 0 ? noTorch(missing) : null };
}

async function importsTorch(python: string): Promise<boolean> {
  try {
    await run(python, ['-c', 'import torch']);
    return true;
  } catch {
    // Not this one; the obstacle names it.
    return false;
  }
}

function noTorch(tried: readonly string[]): string {
  const names = tried.map((python) => `"${python}"`).join(', ');
  const wayOut =
    'Install PyTorch (Debian: apt-get install python3-torch) or name a Python that has it with --python PATH.';
  return `None of these Pythons imports torch: ${names}. ${wayOut}`;
}

/** How a careful user may run it: memory format, and autocast where ours computes in mixed precision as well. */
export const peerSettings = ['default', 'channels_last', 'autocast', 'channels_last, autocast'] as const;
export type PeerSetting = (typeof peerSettings)[number];

export interface PeerCase {
  readonly network: string;
  readonly objective: string;
  readonly batch: number;
  readonly size: number;
  readonly threads: number;
  readonly device: 'cpu' | 'cuda';
  readonly setting: PeerSetting;
}

/** One process of the peer; it holds one case at a time. */
export class Peer {
  private constructor(
    private readonly lines: LineProcess,
    readonly set: PeerSet,
    readonly about: PeerAbout,
  ) {}

  static async start(python: string, { root, set }: { root: string; set: PeerSet }): Promise<Peer> {
    const limits = { ATEN_CPU_CAPABILITY: 'avx2', ONEDNN_MAX_CPU_ISA: 'AVX2', DNNL_MAX_CPU_ISA: 'AVX2' };
    const lines = new LineProcess({
      name: 'The peer',
      command: python,
      args: [join(root, 'scripts/bench/torch_peer.py')],
      env: set === 'avx2' ? { ...process.env, ...limits } : process.env,
    });
    return new Peer(lines, set, await lines.ask({ do: 'about' }, PeerAbout));
  }

  async open({ setting, ...peerCase }: PeerCase): Promise<void> {
    const [channelsLast, autocast] = [setting.includes('channels_last'), setting.includes('autocast')];
    await this.lines.ask({ do: 'open', ...peerCase, channelsLast, autocast }, PeerOpened);
  }

  steps(count: number): Promise<StepsAnswer> {
    return this.lines.ask({ do: 'steps', count }, StepsAnswer);
  }

  /** Lets go of the case's memory. */
  async close(): Promise<void> {
    await this.lines.ask({ do: 'close' }, PeerClosed);
  }

  end(): Promise<void> {
    return this.lines.end();
  }
}

export function peerLine({ torch, python, capability, libraries, cuda, tf32 }: PeerAbout): string {
  const kernels = capability === null ? [] : [`own kernels ${capability}`];
  const short = Object.entries(tf32 ?? {}).filter(([, isAllowed]) => isAllowed);
  const factors = short.length > 0 ? `TF32 in ${short.map(([what]) => what).join(' and ')}` : 'no TF32';
  const gpu = cuda === null ? [] : [cuda, ...(tf32 ? [factors] : [])];
  return [`PyTorch ${torch}`, `Python ${python}`, ...kernels, ...libraries, ...gpu].join(', ');
}
