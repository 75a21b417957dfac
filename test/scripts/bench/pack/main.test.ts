import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, vi } from 'vitest';
import { packBench } from '../../../../scripts/bench/pack/main';

it('leaves a folder alone that has something in it, and says so', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'cored-pack-'));
  const said = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  await writeFile(join(folder, 'mine.txt'), 'kept');
  const build = vi.fn(async () => undefined);
  expect(await packBench(folder, { root: folder, node: '/nowhere/node', build })).toBe(2);
  expect(String(said.mock.calls[0]?.[0])).toContain(`${folder} is not empty`);
  said.mockRestore();
  expect(await readdir(folder)).toEqual(['mine.txt']);
  expect(build).not.toHaveBeenCalled();
  await rm(folder, { recursive: true });
});
