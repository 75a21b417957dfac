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
  readonly python: string | null;
  /** Null when it was found; else what was tried, in plain words. */
  readonly obstacle: string | null;
}

/** `wish`: the one that was asked for; absent: the first on the path that imports torch. */
export async function findPython(wish?: string): Promise<PythonSearch> {
  const tried = wish === undefined ? candidates : [wish];
  for (const python of tried) {
    try {
      await run(python, ['-c', 'import torch']);
      return { python, obstacle: null };
    } catch {
      // Not this one; the message below names all of them.
    }
  }
  const names = tried.map((python) => `"${python}"`).join(', ');
  const wayOut =
    'Install PyTorch (Debian: apt-get install python3-torch) or name a Python that has it with --python PATH.';
  return { python: null, obstacle: `No Python here imports torch: tried ${names}. ${wayOut}` };
}

export interface PeerCase {
  readonly network: string;
  readonly objective: string;
  readonly batch: number;
  readonly size: number;
  readonly threads: number;
  readonly device: 'cpu' | 'cuda';
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

  async open(peerCase: PeerCase): Promise<void> {
    await this.lines.ask({ do: 'open', ...peerCase }, PeerOpened);
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

export function peerLine({ torch, python, capability, libraries, cuda }: PeerAbout): string {
  const kernels = capability === null ? [] : [`own kernels ${capability}`];
  return [`PyTorch ${torch}`, `Python ${python}`, ...kernels, ...libraries, ...(cuda === null ? [] : [cuda])].join(
    ', ',
  );
}
