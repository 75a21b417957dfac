/** Every kernel of some steps of ours, on one core or on a GPU. */
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
  const ours = new OwnWorker(worker, { ...ownCase, parameters, watchesGpu: engine === 'webgpu' });
  try {
    await ours.steps(warmUpSteps);
    const { seconds, kernels, gpu } = await ours.profile(steps);
    const report = { network, objective, engine, batch, medianSeconds: median(seconds), kernels };
    if (!gpu) return { ...report, steps, gpu };
    const { timedSteps, ...facts } = gpu;
    if (gpu.obstacle !== null) tell(`  ${gpu.obstacle}`);
    const milliseconds = kernels.reduce((sum, { ms }) => sum + ms, 0) / timedSteps;
    return {
      ...report,
      steps: timedSteps,
      gpu: { ...facts, milliseconds: gpu.obstacle === null ? milliseconds : null },
    };
  } finally {
    await ours.end();
  }
}
