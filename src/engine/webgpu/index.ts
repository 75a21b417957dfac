/** The engine `webgpu`: any vendor's GPU through Dawn (npm webgpu) and tfjs-backend-webgpu. */
import type { EngineDefinition, EngineState } from '../engine';
import { whyNotInstalled } from '../installed-package';
import { probe, probeProgram } from './probe';

export const webgpu: EngineDefinition = {
  id: 'webgpu',
  label: 'WebGPU',
  inspect: kept(inspect, 60_000),
  open: async () => (await import('./open-webgpu')).openWebgpu(),
};

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
