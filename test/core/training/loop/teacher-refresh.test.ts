/** TG's option to make the student the teacher every few epochs. */
import { beforeAll, describe, expect, it } from 'vitest';
import { trainChain } from '../../../../src/core/training/loop/train-chain';
import { openEngine } from '../../../../src/engine/open-engine';
import { MemoryOutput, tinyTraining, type TinyOptions } from '../tiny-chain';

beforeAll(() => openEngine('wasm'));

async function train(refreshEvery: number, resumeFrom?: TinyOptions['resumeFrom']): Promise<MemoryOutput> {
  const output = new MemoryOutput();
  const parameters = { epochs: 3, refreshEvery };
  const options = { method: 'tg', parameters, ...(resumeFrom && { resumeFrom }) };
  expect(await trainChain(tinyTraining(output, options))).toBe('completed');
  return output;
}

const secondStage = ({ checkpoints }: MemoryOutput) => checkpoints.filter(({ stage }) => stage === 2);

describe("TG's teacher", () => {
  it('stays what the stage began with when refreshEvery is 0', async () => {
    const output = await train(0);
    expect(secondStage(output).map(({ epoch }) => epoch)).toEqual([0, 1, 2, 3]);
    for (const { teacher } of secondStage(output)) expect(teacher).toEqual(output.weights.get('1/best'));
  });

  it('becomes the student after every second epoch, and a resumed run goes on with it', async () => {
    const [kept, refreshed] = [await train(0), await train(2)];
    const [start, first, second, third] = secondStage(refreshed);
    expect(first?.teacher).toEqual(start?.teacher);
    expect(second?.teacher).toEqual(second?.student);
    expect(third?.teacher).toEqual(second?.student);
    // The same until the refresh, and another pull after it.
    expect(second?.student).toEqual(secondStage(kept)[2]?.student);
    expect(third?.student).not.toEqual(secondStage(kept)[3]?.student);
    const resumed = await train(2, second);
    expect(resumed.weights.get('2/last')).toEqual(refreshed.weights.get('2/last'));
  });
});
