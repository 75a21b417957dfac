/** Every kernel of some steps of ours, on one core. */
import { OwnWorker, warmUpSteps, type OwnCase } from './own-worker';
import type { KernelReport } from './record';
import { median } from './statistics';

export interface ProfileOptions {
  /** The built worker. */
  readonly worker: string;
  readonly steps: number;
  readonly tell: (line: string) => void;
}

/** Throws when the worker fails. */
export async function profileKernels(ownCase: OwnCase, { worker, steps, tell }: ProfileOptions): Promise<KernelReport> {
  const { network, objective, engine, batch } = ownCase;
  tell(`kernels: ${network}, ${objective}, batch ${batch}, ${engine}, ${steps} steps`);
  // Kernels of other threads are not seen from the first.
  const parameters = { ...ownCase.parameters, replicas: 1 };
  const ours = new OwnWorker(worker, { ...ownCase, parameters });
  try {
    await ours.steps(warmUpSteps);
    const { seconds, kernels } = await ours.profile(steps);
    return { network, objective, engine, batch, steps, medianSeconds: median(seconds), kernels };
  } finally {
    await ours.end();
  }
}
