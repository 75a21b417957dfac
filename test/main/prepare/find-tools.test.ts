import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { describeTools, findTools } from '../../../src/main/prepare/find-tools';
import { readFaceWeights } from '../../../src/main/prepare/read-face-weights';
import { faceModels, facesFolder, manifestName, modelFiles, programFile } from '../../../src/main/prepare/tools-folder';

let folder: string;
const at = (path: string) => join(folder, path);

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cored-tools-'));
});
afterEach(() => rm(folder, { recursive: true }));

async function put(path: string, content = '', mode = 0o644): Promise<void> {
  await mkdir(dirname(at(path)), { recursive: true });
  await writeFile(at(path), content);
  await chmod(at(path), mode);
}

const files = Object.values(faceModels).flatMap((model) => Object.values(modelFiles(model)));

async function setUp(): Promise<void> {
  for (const name of ['ffmpeg', 'ffprobe'] as const) await put(`set-up/${programFile(name)}`, '', 0o755);
  for (const file of [manifestName, ...files.map((file) => `${facesFolder}/${file}`)]) await put(`set-up/${file}`);
}

it('says what is missing, where it was looked for, and how to get it', () => {
  const { ready, detail } = describeTools({ CORED_PREPARE: at('set-up'), PATH: at('bin') });
  expect(ready).toBe(false);
  expect(detail).toBe(
    'Preparing videos needs ffmpeg, ffprobe and the network that finds faces, which are not here (looked in ' +
      `"${at('set-up')}" and on the PATH). Set it up once, with a network: npm run setup:prepare. Afterwards it works offline.`,
  );
});

it('takes what the set-up made, and the programs on the PATH where it made none', async () => {
  await setUp();
  const environment = { CORED_PREPARE: at('set-up'), PATH: at('bin') };
  expect(findTools(environment)).toEqual({
    programs: { ffmpeg: at(`set-up/${programFile('ffmpeg')}`), ffprobe: at(`set-up/${programFile('ffprobe')}`) },
    faces: at('set-up/faces'),
  });
  await rm(at('set-up/bin'), { recursive: true });
  expect(() => findTools(environment)).toThrow('needs ffmpeg and ffprobe, which are not here');
  for (const name of ['ffmpeg', 'ffprobe'] as const) await put(programFile(name), '', 0o755);
  expect(findTools(environment).programs.ffprobe).toBe(at(programFile('ffprobe')));
});

it('takes a program that is named before all others, and refuses one that is not there', async () => {
  await setUp();
  await put('mine', '', 0o755);
  const environment = { CORED_PREPARE: at('set-up'), PATH: '', CORED_FFMPEG: at('mine') };
  expect(findTools(environment).programs.ffmpeg).toBe(at('mine'));
  expect(() => findTools({ ...environment, CORED_FFMPEG: at('gone') })).toThrow(`CORED_FFMPEG names "${at('gone')}"`);
});

it('reads weights as bytes with a scale and as floats, and refuses files that do not fit each other', async () => {
  const entries = [
    { name: 'a', shape: [1, 2], dtype: 'float32', quantization: { dtype: 'uint8', scale: 0.5, min: -1 } },
    { name: 'b', shape: [1], dtype: 'float32' },
  ];
  const bytes = Buffer.concat([Buffer.from([0, 6]), Buffer.from(Float32Array.of(1.25).buffer)]);
  for (const model of Object.values(faceModels)) {
    const { manifest, weights } = modelFiles(model);
    await put(`faces/${manifest}`, JSON.stringify([{ weights: entries, paths: [weights] }]));
    await writeFile(at(`faces/${weights}`), bytes);
  }
  // 0 and 6 times 0.5, less 1.
  expect((await readFaceWeights(at('faces'))).detector).toEqual([
    { name: 'a', shape: [1, 2], data: Float32Array.of(-1, 2) },
    { name: 'b', shape: [1], data: Float32Array.of(1.25) },
  ]);
  await writeFile(at(`faces/${modelFiles(faceModels.detector).weights}`), bytes.subarray(0, 4));
  const problem = await readFaceWeights(at('faces')).catch((error: unknown) => error);
  expect(problem).toMatchObject({ code: 'damaged' });
  expect(String(problem)).toContain('it ends within "b"');
  expect(String(problem)).toContain('npm run setup:prepare');
});
