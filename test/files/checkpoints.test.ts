/** Checkpoints of the small CNN as people have them, made by PyTorch: what is read, with PyTorch's scores, or the exact reason. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { Weights } from '../../src/core/weights/weights';
import { openEngine } from '../../src/engine/open-engine';
import type { ReadOptions } from '../../src/main/weights/model-weights';
import { exportWeights } from '../../src/main/weights/export-weights';
import { inspectWeights, readWeights } from '../../src/main/weights/read-weights';
import { findTorchPython, runTorchScript } from '../main/weights/torch/torch-python';
import { scoresOf } from './scores-of';

const python = findTorchPython();
const published = 'Its outputs are read as fake, real, as published, for the file does not say.';
const beside = ['The weights lie in "state_dict".'];
const within = (key: string) => [`The weights lie in "${key}".`];
const several = (read: string, why: string, other: string) => [
  `It holds several sets of weights: "${read}" was read, ${why}; "${other}" can be chosen in its place.`,
];
const off = (prefixes: string) => [`Taken off the names: ${prefixes}`];

/** A file, what is said of it before the order of the classes, and how it is read. */
const read: [file: string, notes: string[], options?: ReadOptions][] = [
  ...['state_dict', 'net', 'model', 'model_state_dict', 'state_dict_ema', 'network', 'generator'].map(
    (key): [string, string[]] => [`in-${key}.pth`, within(key)],
  ),
  ['deep.pth', within('checkpoint.student.state_dict')],
  ['lightning.ckpt', [...beside, ...off('model.'), 'Left alone: criterion.weight.']],
  ['with-ema.pth', several('state_dict', 'as is usual', 'state_dict_ema')],
  ['with-ema.pth', several('state_dict', 'as you chose', 'state_dict_ema'), { part: 'state_dict' }],
  ['only-ema-meant.pth', [...several('model_ema', 'as you chose', 'model'), ...off('module.')], { part: 'model_ema' }],
  ['student-teacher.pth', several('teacher', 'as you chose', 'student'), { part: 'teacher' }],
  ['student-teacher.safetensors', several('teacher', 'as you chose', 'student'), { part: 'teacher' }],
  ['lightning-ema.ckpt', several('state_dict.model', 'as is usual', 'state_dict.model_ema')],
  ...[2, 3, 4, 5].map((protocol): [string, string[]] => [`beside-${protocol}.pth`, beside]),
  ['beside-legacy.pth', beside],
  ['prefix-module.pth', off('module.')],
  ['prefix-twice.pth', off('module.module.')],
  ['prefix-backbone.pth', off('backbone.')],
  ['prefix-model.pth', off('model.')],
  ['prefix-net.pth', off('net.')],
  ['prefix-encoder.pth', off('encoder.')],
  ['prefix-compiled.pth', off('_orig_mod.')],
  ['prefix-all.pth', off('module._orig_mod.model.backbone.')],
  ['prefix-own.pth', off('my_detector.')],
  ['head-apart.pth', off('encoder.')],
  [
    'thop.pth',
    [
      'Left alone: conv1.total_ops, conv1.total_params, bn1.total_ops, bn1.total_params, conv2.total_ops, ' +
        'conv2.total_params and 16 more.',
    ],
  ],
  ['parameters.pth', []],
  ['half.pth', []],
  ['bfloat16.pth', []],
  ['double.pth', []],
  ...['half', 'bfloat16', 'double'].map((kind): [string, string[]] => [`${kind}.safetensors`, []]),
  ['no-ending', []],
  ['weights.bin', []],
  ['weights.h5', []],
  ['model.pkl', []],
  ['one-output.pth', ['Its last layer has one output, taken as the probability of real and read as two.']],
  ['says-real-fake.pth', beside],
  ['real-fake.pth', [], { classes: 'real,fake' }],
];

const refused: [file: string, told: string][] = [
  ['whole-module.pth', 'it holds an object of the class networks.SmallCnn, a whole module or another object'],
  ['whole-module-legacy.pth', 'it holds an object of the class networks.SmallCnn, a whole module or another object'],
  [
    'module-inside.pth',
    'under "model" it holds an object of the class torch.nn.parallel.data_parallel.DataParallel, a whole module',
  ],
  ['only-optimizer.pth', 'it holds "optimizer" (a dict of 2 entries), "epoch" (a number), and no state_dict'],
  ['torchscript.pt', 'TorchScript'],
  ['says-nonsense.pth', 'gives its classes as "cat,dog", which is neither fake,real nor real,fake'],
];

describe.skipIf(python === null)('checkpoints as people have them (skipped where no python3 has PyTorch)', () => {
  let folder = '';
  let scores: Record<string, number[][]> = {};
  beforeAll(async () => {
    await openEngine('wasm');
    folder = await mkdtemp(join(tmpdir(), 'foreign-checkpoints-'));
    runTorchScript(python ?? '', 'make-foreign-checkpoints.py', folder);
    const text = await readFile(join(folder, 'scores.json'), 'utf8');
    scores = z.record(z.string(), z.array(z.array(z.number()))).parse(JSON.parse(text));
  }, 120_000);
  afterAll(() => rm(folder, { recursive: true }));

  it.each(read)('%s is read and scores as in PyTorch', async (file, notes, options = {}) => {
    const { weights, account } = await readWeights(join(folder, file), options);
    const { order, from } = account.classes;
    const why = { file: 'as the file says', person: 'as you chose', default: '' }[from];
    const said = from === 'default' ? published : `Its outputs are read as ${order.replace(',', ', ')}, ${why}.`;
    expect(account.notes).toEqual([...notes, said]);
    const ours = await scoresOf('small-cnn', weights, 64);
    const expected = scores[file]?.flat() ?? [];
    expect(expected).toHaveLength(4);
    for (const [at, score] of expected.entries()) expect(Math.abs((ours[at] ?? NaN) - score)).toBeLessThan(1e-5);
  });

  it.each([
    ['thousand.pth', 'a last layer of 1000 outputs over 128 features', []],
    ['headless.pth', 'no last layer of a known name', []],
    ['other-head.pth', 'no last layer of a known name', ['Left alone: head.0.weight, head.0.bias.']],
  ])('%s gives its backbone, and a last layer of the seed', async (file, theirs, notes) => {
    const whole = await readWeights(join(folder, 'parameters.pth'));
    const first = await readWeights(join(folder, file), { seed: 1 });
    const other = await readWeights(join(folder, file), { seed: 2 });
    // Of what was read: by it a run knows its file again, whatever its seed.
    expect(other.hash).toBe(first.hash);
    expect(first.hash).not.toBe(whole.hash);
    expect(first.account.seeded).toEqual(['fc.weight', 'fc.bias']);
    const told = `It has ${theirs}, not one of 2: the backbone is read, the last layer is drawn from the seed.`;
    expect(first.account.notes).toEqual([...notes, told]);
    const backbone = (weights: Weights) => weights.filter(({ name }) => !name.startsWith('fc.'));
    expect(backbone(first.weights)).toEqual(backbone(whole.weights));
    expect(first.weights.at(-1)).not.toEqual(other.weights.at(-1));
  });

  it.each(refused)('%s is refused by name, with the way out', async (file, told) => {
    const error = await readWeights(join(folder, file)).then(
      () => new Error('was read'),
      (thrown: unknown) => thrown,
    );
    expect(error).toMatchObject({ code: 'bad-input' });
    expect(String(error)).toContain(told);
    expect(String(error)).toMatch(/Save the weights alone, torch\.save\(model\.state_dict\(\), file\)|--classes/);
  });

  it.each(
    ['half', 'bfloat16', 'double'].flatMap((kind) =>
      ['.pth', '.safetensors'].flatMap((ending) =>
        (['safetensors', 'torch'] as const).map((format) => [`${kind}${ending}`, format] as const),
      ),
    ),
  )('%s is written again as %s with its half precision', async (file, format) => {
    const to = join(folder, `${file}-as-${format}`);
    const source = await readWeights(join(folder, file));
    const { files } = await exportWeights({ source: join(folder, file), format, to, name: 'again', metadata: {} });
    const again = await readWeights(files[0] ?? '');
    expect(again.weights).toEqual(source.weights);
    const types = { half: 'float16', bfloat16: 'bfloat16' }[file.split('.')[0] ?? ''];
    const expected = types === undefined ? [] : again.weights.map(({ name }) => [name, types]);
    expect([...(again.halfTypes ?? [])].sort()).toEqual(expected.sort());
  });

  it('names the sets of weights that there are where another one is asked for', async () => {
    const ask = (file: string) => readWeights(join(folder, file), { part: 'ema' });
    await expect(ask('with-ema.pth')).rejects.toThrow(
      'has no set of weights "ema"; it holds "state_dict", "state_dict_ema". Choose one of them.',
    );
    await expect(ask('parameters.pth')).rejects.toThrow(
      'has no set of weights "ema"; it holds "top". Leave the part out.',
    );
    const { account } = await inspectWeights(join(folder, 'with-ema.pth'), { part: 'state_dict_ema' });
    expect(account).toMatchObject({ part: 'state_dict_ema', parts: ['state_dict', 'state_dict_ema'] });
  });

  it('names values that are no numbers', async () => {
    const { problems } = await inspectWeights(join(folder, 'nan.pth'));
    expect(problems).toEqual([
      'conv1.weight: 1 of its 648 values NaN or infinite',
      'bn2.bias: 2 of its 48 values NaN or infinite',
    ]);
  });

  it('finds one altered byte by the checksum, and names the entry', async () => {
    const path = join(folder, 'parameters.pth');
    const bytes = await readFile(path);
    const at = Math.floor(bytes.length / 2);
    bytes[at] = (bytes[at] ?? 0) ^ 1;
    await writeFile(join(folder, 'altered.pth'), bytes);
    await expect(readWeights(join(folder, 'altered.pth'))).rejects.toThrow(
      /the bytes of its entry "parameters\/data\/\d+" are not those that were saved \(CRC-32\)/,
    );
  });
});
