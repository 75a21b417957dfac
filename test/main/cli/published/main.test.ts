/** The command lines of the published README, run by the built program on a tiny dataset. */
import { spawn } from 'node:child_process';
import { copyFile, readdir, readFile, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { buildEntries, type BuiltEntries } from '../../../fixtures/build-entries';
import { makeTinyDataset } from '../../../fixtures/make-tiny-dataset';
import { temporaryFolder } from '../../../fixtures/tiny-workbench';

vi.setConfig({ testTimeout: 240_000, hookTimeout: 240_000 });

let entries: BuiltEntries;
let base: string;

beforeAll(async () => {
  entries = await buildEntries();
  base = await temporaryFolder('main');
  await makeTinyDataset(join(base, 'dataset'), { tasks: ['DeepFake', 'Face2Face', 'FaceSwap'], perClass: 2 });
});
afterAll(async () => {
  await rm(base, { recursive: true, force: true });
  await rm(entries.folder, { recursive: true, force: true });
});

interface Outcome {
  readonly status: number | null;
  readonly output: string;
  readonly errors: string;
}

/** As typed in a shell in the folder that holds dataset/ and weights/. */
function main(line: string): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [entries.commandLine, 'main', ...line.split(' ')], {
      cwd: base,
      env: { ...process.env, CORED_WORKSPACE: join(base, 'workspace') },
    });
    let output = '';
    let errors = '';
    child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()));
    child.on('error', reject);
    child.on('close', (status) => resolve({ status, output, errors }));
  });
}

const Report = z.object({
  preset: z.string(),
  sources: z.array(z.string()),
  target: z.string(),
  replicas: z.union([z.literal('auto'), z.int()]),
  notices: z.array(z.string()),
  log: z.string(),
  weights: z.string(),
  runs: z.tuple([
    z.object({
      id: z.string(),
      state: z.literal('complete'),
      chain: z.array(z.string()),
      matrix: z.array(z.array(z.number().nullable())),
      forgetting: z.number().nullable(),
      folder: z.string(),
    }),
  ]),
});

/** Small images, one short epoch: the layers are those of a real training. */
const tiny = '-me=1 -nb=4 --set imageSize=64 --json';

async function trained(line: string) {
  const { status, output, errors } = await main(`${line} ${tiny}`);
  expect(errors).not.toContain('Error');
  expect(status).toBe(0);
  const report = Report.parse(JSON.parse(output));
  return { ...report, run: report.runs[0], errors, text: await readFile(report.log, 'utf8') };
}

const Evaluated = z.object({
  log: z.string(),
  evaluations: z.array(
    z.object({
      result: z.object({
        metrics: z.object({
          auc: z.number(),
          accuracy: z.number(),
          counts: z.object({ fake: z.number(), real: z.number() }),
        }),
      }),
    }),
  ),
});

/** What the first training's log says of each task's AUC, as shares. */
async function trainedAucs(): Promise<Map<string, number>> {
  const text = await readFile(join(base, 'weights/DeepFake/CoReD/log/[Train]result_eval_FakeAVCeleb.txt'), 'utf8');
  return new Map([...text.matchAll(/^(\w+) +val +([\d.]+)/gm)].map(([, task = '', auc]) => [task, Number(auc) / 100]));
}

describe('main', () => {
  it('trains task 1, then a continual stage from its weights', async () => {
    const first = await trained('-s=DeepFake -d=./dataset/');
    expect(first.errors).toContain('Preset corrected');
    expect(first.run.chain).toEqual(['DeepFake']);
    expect(first.log).toBe(join(base, 'weights/DeepFake/CoReD/log/[Train]result_eval_FakeAVCeleb.txt'));
    expect(first.text).toMatch(/^task +split +AUC +accuracy/m);
    expect(first.text).toMatch(/^DeepFake +val +\d+\.\d\d +\d+\.\d\d +2 +2$/m);
    expect(first.text).toContain('main -s=DeepFake -d=./dataset/');

    expect(first.weights).toBe(join(base, 'weights/DeepFake/CoReD/model_best_accuracy.pth.tar'));
    expect(await readdir(dirname(first.weights))).toEqual(['log', 'model_best_accuracy.pth.tar']);

    await copyFile(first.weights, join(base, 'weights/bestmodel.pth'));
    const stage = await trained('-s DeepFake_Face2Face -t FaceSwap -d ./dataset -w ./weights -ng 0,1 -folder2 second');
    expect(stage).toMatchObject({ sources: ['DeepFake', 'Face2Face'], target: 'FaceSwap', preset: 'corrected' });
    expect(first.replicas).toBe('auto');
    expect(stage.replicas).toBe(2);
    expect(stage.notices).toEqual([]);
    expect(stage.log).toContain(join('weights', 'DeepFake_Face2Face_FaceSwap', 'CoReD', 'second', 'log'));

    // The given weights are the row of the stage before; the one before that was trained elsewhere and is not known.
    const [unknown, given, after] = stage.run.matrix;
    expect(unknown).toEqual([null, null, null]);
    expect(given?.[0]).toBe(first.run.matrix[0]?.[0]);
    expect(after?.every((auc) => auc !== null)).toBe(true);
    const lost = [0, 1].map((task) => (given?.[task] ?? NaN) - (after?.[task] ?? NaN));
    expect(stage.run.forgetting).toBeCloseTo(((lost[0] ?? NaN) + (lost[1] ?? NaN)) / 2, 12);
    expect(await readdir(join(stage.run.folder, 'weights'))).toEqual(['stage-3']);
    const events = await readFile(join(stage.run.folder, 'events.jsonl'), 'utf8');
    expect(events.match(/"type":"stage\/started"/g)).toHaveLength(1);
    expect(events).toContain('"type":"method/reported","stage":3');
    expect(events).toMatch(/"type":"run\/started".*"replicas":2/);
    expect(stage.text).toContain('With the given weights, before the stage:');
  });

  it('evaluates a folder as the README has it, with the scores of the training', async () => {
    const line = '-d=./dataset/DeepFake/val -w=./weights/bestmodel.pth --test';
    const { status, output, errors } = await main(`${line} --json`);
    expect([status, errors]).toEqual([0, '']);
    const { log, evaluations } = Evaluated.parse(JSON.parse(output));
    expect(evaluations).toHaveLength(1);
    expect(evaluations[0]?.result.metrics).toMatchObject({ counts: { fake: 2, real: 2 } });
    const trainedHere = (await trainedAucs()).get('DeepFake');
    expect(evaluations[0]?.result.metrics.auc).toBe(trainedHere);
    expect(log).toBe(join(base, 'weights/DeepFake_val/CoReD/log/[EVAL]result_eval_FakeAVCeleb.txt'));
    const text = await readFile(log, 'utf8');
    expect(text).toContain(`TEST MODE | WEIGHT FILE : ${join(base, 'weights/bestmodel.pth')}`);
    expect(text).toMatch(/^val +test +\d+\.\d\d +\d+\.\d\d +2 +2$/m);
  });

  it('evaluates the tasks that -s names, and a folder of weights', async () => {
    const { status, output } = await main(
      '-te -s DeepFake_FaceSwap -d ./dataset -w ./weights/DeepFake/CoReD -n Xception',
    );
    expect(status).toBe(0);
    expect(output).toMatch(/^DeepFake +val +[\d.]+ +[\d.]+ +2 +2\nFaceSwap +val +[\d.]+ +[\d.]+ +2 +2$/m);
  });

  it('trains EfficientNet with FT under the published preset, and prints for people', async () => {
    const line = `-t=Face2Face -d=./dataset -m=FT -n=Efficient --preset published ${tiny.replace(' --json', '')}`;
    const { status, output, errors } = await main(line);
    expect(status).toBe(0);
    expect(errors).toContain('Preset published');
    expect(output).toMatch(/after stage 1, Face2Face +\d\.\d{3}/);
    expect(output).toContain(join('weights', 'Face2Face', 'FT', 'log'));
  });

  it.each([
    ['-s=DeepFake -d=./dataset -x=1', 2, 'There is no flag -x'],
    ['-s=DeepFake -d=./dataset --epoch=1', 2, 'Did you mean --epochs?'],
    ['-s=DeepFace -d=./dataset', 2, 'Did you mean "DeepFake"?'],
    ['-s=DeepFake -d=./dataset -nc=4', 2, 'two classes'],
    ['-s=DeepFake -d=./gone', 1, 'gone'],
    ['-d=./dataset/DeepFake/val --test', 2, '-w=PATH'],
    ['-d=./dataset/DeepFake/val -w=./gone --test', 1, 'gone'],
    ['-d=./dataset/DeepFake -w=./weights/bestmodel.pth --test', 2, 'neither a folder fake nor a folder real'],
    ['-d=./dataset/DeepFake/val -w=./weights/bestmodel.pth -n=Efficient --test', 2, 'not of what -n names'],
    ['-d=./dataset/DeepFake/val -w=./weights/bestmodel.pth --set epochs=1 --test', 2, 'imageSize alone'],
    ['-s=DeepFake -d=./dataset --set imageSize', 2, 'key=value'],
  ])('answers %s with its status and one JSON document', async (line, status, message) => {
    const outcome = await main(`${line} --json`);
    expect(outcome.status).toBe(status);
    const { error } = z.object({ error: z.object({ message: z.string() }) }).parse(JSON.parse(outcome.output));
    expect(error.message).toContain(message);
    expect(outcome.errors).toContain('Error: ');
  });

  it('helps', async () => {
    const { status, output } = await main('--help');
    expect(status).toBe(0);
    expect(output).toContain('-w, -path, --weigiht, --weight PATH');
  });
});
