/** A whole chain on tiny images: what is told, saved and selected, and that it can be repeated and resumed exactly. */
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { taskMetrics } from '../../../../src/core/metrics/task-metrics';
import { initialWeights } from '../../../../src/core/networks/initial-weights';
import { predict } from '../../../../src/core/training/evaluation/predict';
import { trainChain } from '../../../../src/core/training/loop/train-chain';
import { disposeTensors, toTensors } from '../../../../src/core/weights/weight-tensors';
import { RunEventBody } from '../../../../src/shared/event';
import { openEngine } from '../../../../src/engine/open-engine';
import { MemoryOutput, tinyImages, tinyTask, tinyTraining, type TinyOptions } from '../tiny-chain';

beforeAll(async () => {
  await openEngine('wasm');
});

async function train(options: TinyOptions = {}): Promise<MemoryOutput> {
  const output = new MemoryOutput();
  expect(await trainChain(tinyTraining(output, options))).toBe('completed');
  return output;
}

const bytesOf = (output: MemoryOutput, at: string) =>
  output.weights.get(at)?.map(({ name, data }) => [name, Buffer.from(data.buffer).toString('base64')]);

describe('trainChain', () => {
  it('tells a whole run in order, in events of the contract', async () => {
    const output = await train();
    for (const event of output.events) expect(RunEventBody.parse(event)).toEqual(event);
    const told = output.events.map((event) => event.type).filter((type) => type !== 'batches/ended');
    const stage = ['epoch/ended', 'epoch/ended', 'stage/evaluated', 'stage/ended'];
    expect(told).toEqual(['stage/evaluated', 'stage/started', ...stage, 'stage/started', 'method/reported', ...stage]);
    expect(output.ofType('stage/started')[0]).toMatchObject({ task: 'red', epochs: 2, batchesPerEpoch: 4 });
    const [reported] = output.ofType('method/reported');
    expect(reported?.report).toMatchObject({ id: 'feature-memory', title: 'Feature memory' });
    const stored = reported?.report.rows.flatMap(({ values }) => values).reduce((sum, count) => sum + count, 0) ?? NaN;
    expect(reported?.report.hint).toBe(`Teacher’s confident samples, by confidence; ${16 - stored} left out.`);
    const last = output.ofType('epoch/ended').at(-1);
    expect(last?.secondsLeft).toBeGreaterThan(0);
    expect(Object.keys(last?.aucs ?? {})).toEqual(['red', 'green']);
  });

  it('reports the terms that the stage has, the last report of an epoch at its last batch', async () => {
    const batches = (await train()).ofType('batches/ended');
    const first = batches.find(({ stage }) => stage === 1);
    const second = batches.find(({ stage }) => stage === 2);
    expect(Object.keys(first?.losses ?? {})).toEqual(['total', 'crossEntropy']);
    expect(Object.keys(second?.losses ?? {})).toEqual(['total', 'crossEntropy', 'distillation', 'representation']);
    const { total, ...terms } = second?.losses ?? { total: NaN };
    const sum = Object.values(terms).reduce((all, term) => all + term, 0);
    expect(total).toBeCloseTo(sum, 4);
    expect(batches.filter(({ batch }) => batch === 4)).toHaveLength(4);
  });

  it('saves scores that give the results it tells, for every task and split, with a row before training', async () => {
    const output = await train();
    const evaluated = output.ofType('stage/evaluated');
    expect(evaluated.map(({ stage }) => stage)).toEqual([0, 1, 2]);
    for (const { stage, results } of evaluated) {
      expect(results.map(({ task, split }) => `${task}/${split}`)).toEqual(['red/val', 'red/test', 'green/val']);
      for (const result of results) {
        const rows = output.scores.get(`${stage}/${result.task}/${result.split}`) ?? [];
        const again = taskMetrics(rows, { seed: 2020, videoRule: 'name-or-folder' });
        expect(again.aucInterval?.low).toBeLessThanOrEqual(again.auc ?? NaN);
        expect(result).toEqual({ stage, task: result.task, split: result.split, ...again });
      }
    }
  });

  it('takes up a chain in its middle: given weights stand for the stages before, and the method teaches at once', async () => {
    const output = new MemoryOutput();
    const training = tinyTraining(output);
    const { network, imageSize } = training.recipe;
    const given = initialWeights(network, { imageSize, seed: 5 });
    expect(await trainChain({ ...training, initialWeights: given, startStage: 2 })).toBe('completed');
    expect(output.ofType('stage/evaluated').map(({ stage }) => stage)).toEqual([1, 2]);
    expect(output.ofType('stage/started').map(({ task }) => task)).toEqual(['green']);
    expect(output.ofType('method/reported')).toHaveLength(1);
    expect(output.checkpoints[0]?.teacher).toEqual(output.checkpoints[0]?.student);
    const [first] = output.ofType('epoch/ended');
    expect(first?.selectionScore).toBeCloseTo(((first?.aucs['red'] ?? NaN) + (first?.aucs['green'] ?? NaN)) / 2, 12);
    expect([...output.weights.keys()]).toEqual(['2/last', '2/best']);
  });

  it.each([
    [2, 'needs weights that have learnt'],
    [3, 'has 2 tasks, so it cannot start at stage 3'],
  ])('refuses to start at stage %i without what that needs', async (startStage, message) => {
    const training = tinyTraining(new MemoryOutput());
    await expect(trainChain({ ...training, startStage })).rejects.toThrow(message);
  });

  it('keeps the best epoch, by mean AUC on val over the tasks seen, and evaluates and hands on its weights', async () => {
    const output = await train({ parameters: { epochs: 4, learningRate: 0.1 } });
    for (const { stage, bestEpoch, weightsHash } of output.ofType('stage/ended')) {
      const epochs = output.ofType('epoch/ended').filter((event) => event.stage === stage);
      for (const { aucs, selectionScore } of epochs) {
        const seen = ['red', 'green'].slice(0, stage).map((task) => aucs[task] ?? NaN);
        expect(selectionScore).toBe(seen.reduce((sum, auc) => sum + auc, 0) / stage);
      }
      const scores = epochs.map(({ selectionScore }) => selectionScore ?? NaN);
      expect(bestEpoch).toBe(1 + scores.indexOf(Math.max(...scores)));
      expect(epochs.filter(({ isBest }) => isBest).at(-1)?.epoch).toBe(bestEpoch);
      expect(weightsHash).toBe(`hash of ${stage}/best`);
      const checkpoint = output.checkpoints.find((one) => one.stage === stage && one.epoch === bestEpoch);
      expect(checkpoint?.student).toEqual(output.weights.get(`${stage}/best`));
    }
    const secondStart = output.checkpoints.find((one) => one.stage === 2 && one.epoch === 0);
    expect(secondStart?.student).toEqual(output.weights.get('1/best'));
    expect(secondStart?.teacher).toEqual(output.weights.get('1/best'));
    expect(output.checkpoints.at(-1)?.teacher).toEqual(output.weights.get('1/best'));

    const tensors = toTensors(output.weights.get('2/best') ?? []);
    const { recipe, tasks } = tinyTraining(output);
    const val = tasks[1]?.val ?? tinyImages('none', 1, 0);
    const scores = await predict(recipe.network, val, { weights: tensors });
    disposeTensors(tensors);
    expect(output.scores.get('2/green/val')?.map(({ score }) => score)).toEqual([...scores]);
  });

  it('learns: the loss of the first task falls and its AUC ends near 1', async () => {
    const output = await train({ method: 'ft', parameters: { epochs: 6, batchSize: 8 } });
    const losses = output.ofType('epoch/ended').map(({ losses: { total } }) => total);
    expect(losses[5]).toBeLessThan((losses[0] ?? 0) / 2);
    const after = output.ofType('stage/evaluated')[1]?.results[0];
    expect(after?.auc).toBeGreaterThan(0.9);
  });

  it.each(['ft', 'cored'])('gives the same bytes for the same seed, and others for another (%s)', async (method) => {
    const [first, again, other] = [await train({ method }), await train({ method }), await train({ method, seed: 1 })];
    for (const at of ['1/best', '1/last', '2/best', '2/last']) {
      expect(bytesOf(again, at)).toEqual(bytesOf(first, at));
      expect(bytesOf(other, at)).not.toEqual(bytesOf(first, at));
    }
    expect(again.events).toEqual(first.events);
  });

  it.each([
    ['after the first epoch', 1, 1],
    ['at the start of stage 2', 2, 0],
    ['after the first epoch of stage 2', 2, 1],
    ['after the last epoch, before the stage was evaluated', 2, 2],
  ])('goes on from a checkpoint %s exactly as if nothing had happened', async (_, stage, epoch) => {
    const whole = await train();
    const checkpoint = whole.checkpoints.find((one) => one.stage === stage && one.epoch === epoch);
    if (!checkpoint) throw new Error('There is no such checkpoint.');
    const resumed = await train({ resumeFrom: checkpoint });
    expect(bytesOf(resumed, '2/best')).toEqual(bytesOf(whole, '2/best'));
    expect(bytesOf(resumed, '2/last')).toEqual(bytesOf(whole, '2/last'));
    expect(resumed.scores.get('2/red/val')).toEqual(whole.scores.get('2/red/val'));
  });

  it('stops when asked, in the middle of an epoch, and resumes to the same bytes', async () => {
    const whole = await train();
    const output = new MemoryOutput();
    output.answer = (asked) => (output.checkpoints.some(({ stage }) => stage === 2) && asked > 20 ? 'stop' : 'go');
    expect(await trainChain(tinyTraining(output))).toBe('stopped');
    expect(output.weights.has('1/best')).toBe(true);
    expect(output.weights.has('2/best')).toBe(false);
    const last = output.checkpoints.at(-1);
    if (!last) throw new Error('Nothing was kept.');
    const resumed = await train({ resumeFrom: last });
    expect(bytesOf(resumed, '2/last')).toEqual(bytesOf(whole, '2/last'));
  });

  it('waits while paused and does not count the wait as training time', async () => {
    const output = new MemoryOutput();
    const training = tinyTraining(output, { tasks: [tinyTask('red', 0)] });
    let waited = 0;
    output.answer = (asked) => {
      if (asked === 5) waited = 1000;
      return 'go';
    };
    await trainChain({ ...training, now: () => training.now() + waited });
    expect(waited).toBe(1000);
    expect(output.ofType('epoch/ended').at(-1)?.elapsedSeconds).toBeLessThan(1000);
  });

  it('holds the same number of tensors before, after, and at the end of every stage', async () => {
    const before = tf.memory().numTensors;
    const output = new MemoryOutput();
    const counts = new Map<string, number>();
    output.emit = async (event) => {
      if (event.type === 'epoch/ended') counts.set(`${event.stage}/${event.epoch}`, tf.memory().numTensors);
      if (event.type === 'stage/ended') expect(tf.memory().numTensors).toBe(before);
    };
    await trainChain(tinyTraining(output, { parameters: { epochs: 3 } }));
    expect(tf.memory().numTensors).toBe(before);
    expect(counts.get('1/3')).toBe(counts.get('1/1'));
    expect(counts.get('2/3')).toBe(counts.get('2/1'));
  });

  it('ends a training that diverges with an error that names the place, and keeps no broken weights', async () => {
    const output = new MemoryOutput();
    const training = tinyTraining(output, { method: 'ft', parameters: { learningRate: 10 } });
    const { network, imageSize } = training.recipe;
    const weights = initialWeights(network, { imageSize, seed: 1 });
    // So large that the logits, and with them the loss, overflow.
    const broken = weights.map((tensor) =>
      tensor.name === 'fc.weight' ? { ...tensor, data: tensor.data.map((value) => value * 1e38 * 100) } : tensor,
    );
    const failure = trainChain({ ...training, initialWeights: broken });
    await expect(failure).rejects.toMatchObject({ code: 'bad-input' });
    await expect(failure).rejects.toThrow(
      /became (NaN|Infinity) in stage 1, epoch 1, batch 1, at a learning rate of 10/,
    );
    expect(output.weights.size).toBe(0);
    expect(output.ofType('epoch/ended')).toHaveLength(0);
  });

  it('says that a metric is not defined where a split has one class only, and goes on', async () => {
    const task = tinyTask('red', 0);
    const oneClass = { ...task.val, labels: new Uint8Array(task.val.labels.length) };
    const output = await train({ tasks: [{ ...task, val: oneClass, test: null }] });
    const [result] = output.ofType('stage/evaluated')[1]?.results ?? [];
    expect(result).toMatchObject({ auc: null, counts: { fake: 12, real: 0 } });
    expect(result?.note).toContain('both classes');
    expect(output.ofType('epoch/ended').map(({ selectionScore, isBest }) => [selectionScore, isBest])).toEqual([
      [null, true],
      [null, false],
    ]);
  });

  it('refuses an empty chain, an empty split, images of another size and weights of another network', async () => {
    const training = tinyTraining(new MemoryOutput());
    const [task] = training.tasks;
    if (!task) throw new Error('There is no task.');
    const empty = { ...task.val, labels: new Uint8Array(0), files: [] };
    await expect(trainChain({ ...training, tasks: [] })).rejects.toThrow('The chain is empty');
    await expect(trainChain({ ...training, tasks: [{ ...task, val: empty }] })).rejects.toThrow(
      'Task "red" has no images in val',
    );
    const large = { ...task.train, size: 64 };
    await expect(trainChain({ ...training, tasks: [{ ...task, train: large }] })).rejects.toThrow(
      'was loaded at 64 px',
    );
    await expect(trainChain({ ...training, initialWeights: [] })).rejects.toThrow(
      'The set of initial weights does not fit network "small-cnn": missing: conv1.weight',
    );
  });
});
