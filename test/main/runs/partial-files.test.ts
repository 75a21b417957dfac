import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { removePartials } from '../../../src/main/runs/partial-files';

it('removes what killed writes have left, and not what a workbench is writing', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'cored-partial-'));
  try {
    await mkdir(join(folder, 'checkpoints'));
    const left = ['worker.json.17.partial', 'checkpoints/a.safetensors.17-0011aabb.partial', 'worker.json.17.stale'];
    // No process has a number as large as this.
    const ofDead = 'control.json.999999999-0011aabb.partial';
    const ofLiving = `control.json.${process.pid}-0011aabb.partial`;
    const kept = ['run.json', ofLiving];
    for (const name of [...left, ofDead, ...kept]) await writeFile(join(folder, name), '');
    await removePartials(folder);
    expect((await readdir(folder)).sort()).toEqual(['checkpoints', ...kept].sort());
    expect(await readdir(join(folder, 'checkpoints'))).toEqual([]);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
