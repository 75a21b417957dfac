/** The engine `webgpu`: any vendor's GPU through Dawn (npm webgpu) and tfjs-backend-webgpu. */
import { AppError } from '../../shared/errors';
import type { EngineDefinition, EngineState } from '../engine';
import { whyNotInstalled } from '../installed-package';
import { probe, probeProgram } from './probe';

const keptInspect = kept(inspect, 60_000);

export const webgpu: EngineDefinition = {
  id: 'webgpu',
  label: 'WebGPU',
  packages: ['webgpu', '@tensorflow/tfjs-backend-webgpu'],
  inspect: keptInspect,
  open: async ({ device = 0, precision } = {}) => {
    const name = device === 0 ? null : await nameOf(device);
    await (await import('./open-webgpu')).openWebgpu(name, [], precision);
  },
  whyNotMixed: async () => (await import('./open-webgpu')).whyNotMixed(),
  largestTensor: async () => (await import('./open-webgpu')).largestTensor(),
};

/** Dawn opens the first device unasked, and every other one by its name. */
async function nameOf(device: number): Promise<string> {
  const { detail, devices = [detail] } = await keptInspect();
  const name = devices[device];
  if (name !== undefined) return name;
  const list = devices.map((known, index) => `${index} (${known})`).join(', ');
  throw new AppError('bad-input', `Engine "webgpu" has no device ${device}. It has ${list}.`);
}

async function inspect(): Promise<EngineState> {
  const obstacle = whyNotInstalled('webgpu') ?? whyNotInstalled('@tensorflow/tfjs-backend-webgpu');
  if (obstacle !== null) return { available: false, detail: obstacle };
  const program = probeProgram();
  if (program !== null) return probe({ program, timeoutMs: 20_000 });
  return { available: false, detail: 'The program that looks for a GPU is missing. Run npm run build.' };
}

/** Answers again with the last answer while that is younger than `forMs`. */
function kept<Value>(ask: () => Promise<Value>, forMs: number): () => Promise<Value> {
  let last: { readonly answer: Promise<Value>; readonly at: number } | null = null;
  return () => {
    if (last && performance.now() - last.at < forMs) return last.answer;
    last = { answer: ask(), at: performance.now() };
    return last.answer;
  };
}
