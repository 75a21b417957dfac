/** What the engine `tensorflow` says of itself: available, or exactly why not and what to do. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { tensorflow } from '../../../src/engine/tensorflow';
import { addonFolder, manifestName } from '../../../src/engine/tensorflow/addon-folder';
import { findInstallation } from '../../../src/engine/tensorflow/installation';

let folder: string;
const at = (name: string) => join(folder, name);
const environment = () => ({ CORED_TENSORFLOW: folder });

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cored-tensorflow-'));
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true });
});

async function setUp(): Promise<void> {
  const manifest = { tensorflow: '2.21.0', python: '/venv/bin/python', libraries: [at('libtensorflow_cc.so.2')] };
  await writeFile(at(manifestName), JSON.stringify({ ...manifest, usesGpu: false }));
  for (const file of ['tfjs_binding.node', 'libtensorflow_cc.so.2']) await writeFile(at(file), '');
}

describe('the folder of the addon', () => {
  it('is the one named, else one of the user, outside the packages', () => {
    expect(addonFolder({ CORED_TENSORFLOW: '/data/tf' })).toBe('/data/tf');
    expect(addonFolder({ XDG_DATA_HOME: '/home/a/data' })).toBe('/home/a/data/cored-workbench/tensorflow');
    expect(addonFolder({})).toMatch(/\.local\/share\/cored-workbench\/tensorflow$/);
  });
});

describe('an installation', () => {
  it('is found where it was set up', async () => {
    await setUp();
    expect(findInstallation(environment())).toMatchObject({ kind: 'built', folder });
    vi.stubEnv('CORED_TENSORFLOW', folder);
    const { available, detail } = await tensorflow.inspect();
    expect(available).toBe(true);
    expect(detail).toContain('TensorFlow 2.21.0 of /venv/bin/python, ');
    await expect(tensorflow.open({ device: 1 })).rejects.toThrow('Engine "tensorflow" has no device 1. It has 0 (');
  });

  it('says which file is gone, and how to set it up again', async () => {
    for (const file of ['tfjs_binding.node', 'libtensorflow_cc.so.2']) {
      await setUp();
      await rm(at(file));
      const found = findInstallation(environment());
      expect(found.kind === 'none' && found.reason).toContain(
        `"${at(file)}" is not there. Run npm run setup:tensorflow`,
      );
    }
  });

  it('says when what the set-up wrote down is damaged', async () => {
    for (const text of ['{', '{"tensorflow": 2}']) {
      await writeFile(at(manifestName), text);
      const found = findInstallation(environment());
      expect(found.kind === 'none' && found.reason).toContain(`"${at(manifestName)}" is damaged. Run npm run`);
    }
  });

  it('is none, with the way to one, before anything is set up; or the package that npm installed', async () => {
    const found = findInstallation({ CORED_TENSORFLOW: at('nothing') });
    if (found.kind === 'package') expect(found.name).toMatch(/^@tensorflow\/tfjs-node/);
    else expect(found.kind === 'none' && found.reason).toContain('Run npm run setup:tensorflow -- --python PATH');
  });

  it('that does not load gives an error with the reason and the way out', async () => {
    await setUp();
    vi.stubEnv('CORED_TENSORFLOW', folder);
    await mkdir(at('node_modules'));
    const opened = tensorflow.open();
    await expect(opened).rejects.toMatchObject({ code: 'unavailable' });
    await expect(opened).rejects.toThrow(/tfjs_binding\.node.*Run npm run setup:tensorflow/s);
  });
});
