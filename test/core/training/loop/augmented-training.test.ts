/** Trainings with every augmentation in use. */
import { beforeAll, expect, it } from 'vitest';
import { trainChain } from '../../../../src/core/training/loop/train-chain';
import { openEngine } from '../../../../src/engine/open-engine';
import { everyAugmentation } from '../../augmentations/every-augmentation';
import { MemoryOutput, tinyTask, tinyTraining, type TinyOptions } from '../tiny-chain';

beforeAll(() => openEngine('wasm'));

async function train(options: TinyOptions): Promise<MemoryOutput> {
  const output = new MemoryOutput();
  const tasks = [tinyTask('red', 0), tinyTask('green', 1)];
  expect(await trainChain(tinyTraining(output, { tasks, ...options }))).toBe('completed');
  return output;
}

it.each([
  ['cored', {}],
  ['er', { bufferSize: 8, replayedImages: 3 }],
])(
  'goes on from every checkpoint to the same bytes with all augmentations (%s)',
  { timeout: 60_000 },
  async (method, own) => {
    const parameters = { ...everyAugmentation, ...own, epochs: 3 };
    const whole = await train({ method, parameters });
    for (const checkpoint of whole.checkpoints) {
      const resumed = await train({ method, parameters, resumeFrom: structuredClone(checkpoint) });
      expect(resumed.weights.get('2/last')).toEqual(whole.weights.get('2/last'));
    }
  },
);

it('trains on other images with each of them', { timeout: 60_000 }, async () => {
  const off = Object.fromEntries(Object.keys(everyAugmentation).map((key) => [key, 0]));
  const probabilities = Object.keys(everyAugmentation).filter((key) => key !== 'cutmixStages');
  const losses = async (key: string | null) => {
    const parameters = { ...off, cutmixStages: 'all', ...(key !== null && { [key]: 1 }), epochs: 1 };
    const output = await train({ method: 'ft', parameters });
    return JSON.stringify(output.ofType('epoch/ended').map((event) => event.losses));
  };
  const plain = await losses(null);
  for (const key of probabilities) expect(await losses(key), key).not.toBe(plain);
});
