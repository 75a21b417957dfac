/** The golden files come again from their scripts, and every file has one. Quick scripts only: test/golden/README.md has all. */
import { spawnSync } from 'node:child_process';
import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findPython } from '../../main/weights/torch/torch-python';

const tests = join(import.meta.dirname, '../..');
const python = findPython('import sys; assert sys.version_info >= (3, 8)');
const torchPython = findPython('import torch');

const quick = [
  { script: 'record-metrics.py', runner: python, needs: 'python3' },
  { script: 'record-objectives.py', runner: torchPython, needs: 'python3 with PyTorch' },
];

function check(runner: string, folder: string, script: string) {
  const { status, stdout, stderr } = spawnSync(runner, [join(folder, 'torch', script), '--check'], {
    encoding: 'utf8',
  });
  return { status, output: stdout + stderr };
}

describe.each(quick)('$script', ({ script, runner, needs }) => {
  it.skipIf(runner === null)(`gives its committed file (skipped where there is no ${needs})`, () => {
    const { status, output } = check(runner ?? '', tests, script);
    expect(status, output).toBe(0);
  });
});

describe.skipIf(python === null)('--check (skipped where there is no python3)', () => {
  let folder = '';
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'golden-files-'));
    await cp(join(tests, 'torch'), join(folder, 'torch'), { recursive: true });
    await cp(join(tests, 'golden'), join(folder, 'golden'), { recursive: true });
  });
  afterEach(() => rm(folder, { recursive: true }));

  async function changed(from: string, to: string) {
    const path = join(folder, 'golden/metrics.json');
    const text = await readFile(path, 'utf8');
    expect(text).toContain(from);
    await writeFile(path, text.replace(from, to));
    return check(python ?? '', folder, 'record-metrics.py');
  }

  it('fails on another number and names its place', async () => {
    const { status, output } = await changed('"auc": 0.8125', '"auc": 0.8126');
    expect(status).toBe(1);
    expect(output).toMatch(/largest difference 1\.2e-04 at \/classification\/4\/auc, allowed 0e\+00: TOO LARGE/);
  });

  it.each([
    ['a key that is missing', '"videoAuc"', '"another"'],
    ['a text', '"partial ties"', '"ties"'],
    ['a number where there is none', '"eer": null', '"eer": 0.5'],
    ['a number that is not one', '"auc": 0.8125', '"auc": NaN'],
  ])('fails on %s', async (_, from, to) => {
    expect((await changed(from, to)).status).toBe(1);
  });
});

it('every golden file is in the README with a script that is there', async () => {
  const readme = await readFile(join(tests, 'golden/README.md'), 'utf8');
  const rows = readme.split('\n').filter((line) => /^\| `[\w-]+\.json`/.test(line));
  const described = rows.map((row) => ({
    files: [...(row.split('|')[1] ?? '').matchAll(/`([\w-]+\.json)`/g)].map(([, file]) => file),
    scripts: [...(row.split('|')[3] ?? '').matchAll(/`(record-[\w-]+\.py)`/g)].map(([, script]) => script),
  }));
  const files = (await readdir(join(tests, 'golden'))).filter((name) => name.endsWith('.json'));
  expect(described.flatMap((row) => row.files).sort()).toEqual(files.sort());
  const recorders = (await readdir(join(tests, 'torch'))).filter((name) => name.startsWith('record-'));
  expect(described.flatMap((row) => row.scripts).sort()).toEqual(recorders.sort());
});
