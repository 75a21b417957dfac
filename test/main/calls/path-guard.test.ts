import { mkdir, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pathGuard, type PathGuard } from '../../../src/main/calls/path-guard';
import type { Workbench } from '../../../src/main/workbench-api';
import { openTestWorkbench, temporaryFolder, testHost } from '../../fixtures/tiny-workbench';

let folder: string;
let root: string;
let guard: PathGuard;
let workbench: Workbench;

beforeAll(async () => {
  folder = await temporaryFolder('guard');
  root = join(folder, 'root');
  await mkdir(join(root, 'inside'), { recursive: true });
  await mkdir(join(folder, 'root-beside'));
  for (const name of ['weights.safetensors', 'model.json', 'a.pth', 'b.pth.tar', 'c.PT', 'group1-shard1of1.bin']) {
    await writeFile(join(root, name), '');
  }
  await writeFile(join(root, 'notes.txt'), '');
  await symlink(folder, join(root, 'out'));
  await symlink(join(folder, 'nothing'), join(root, 'dangling'));
  await symlink(join(root, 'inside'), join(root, 'within'));
  guard = await pathGuard([root]);
  workbench = await openTestWorkbench(join(folder, 'workspace'), { host: testHost([root]) });
});
afterAll(async () => {
  await workbench.close();
  await rm(folder, { recursive: true, force: true });
});

describe('with roots', () => {
  it('lets paths inside through, those that do not exist yet too', async () => {
    expect(await guard.allow(join(root, 'inside'))).toBe(join(root, 'inside'));
    expect(await guard.allow(root)).toBe(root);
    expect(await guard.allow(join(root, 'new', 'deeper'))).toBe(join(root, 'new', 'deeper'));
    expect(await guard.allow(join(root, 'within', 'x'))).toBe(join(root, 'inside', 'x'));
  });

  it.each([
    ['its parent', () => folder],
    ['a way up', () => join(root, 'inside') + '/../../root-beside'],
    ['a neighbour whose name begins alike', () => join(folder, 'root-beside')],
    ['a link that leads out', () => join(root, 'out', 'root-beside')],
    ['a link to nothing', () => join(root, 'dangling')],
    ['a relative path', () => 'inside'],
  ])('refuses %s', async (_, path) => {
    await expect(guard.allow(path())).rejects.toMatchObject({ code: 'not-permitted' });
  });

  it('refuses outside paths in every call that takes one', async () => {
    const outside = join(folder, 'root-beside');
    const refused = { code: 'not-permitted' };
    await expect(workbench.call('dataset/add', { path: outside })).rejects.toMatchObject(refused);
    await expect(workbench.call('folder/list', { path: outside })).rejects.toMatchObject(refused);
    await expect(workbench.call('weights/inspect', { path: outside })).rejects.toMatchObject(refused);
    await expect(workbench.call('comparison/export', { runIds: ['abc'], to: outside })).rejects.toMatchObject(refused);
    expect(await workbench.call('dataset/list', {})).toEqual([]);
  });

  it('lists the roots, then folders and weights below them only', async () => {
    expect(await workbench.call('folder/list', { path: '' })).toMatchObject({ entries: [{ path: root }] });
    const listing = await workbench.call('folder/list', { path: root });
    expect(listing.parent).toBeNull();
    expect(listing.entries.map(({ name, isFolder }) => [name, isFolder])).toEqual([
      ['a.pth', false],
      ['b.pth.tar', false],
      ['c.PT', false],
      ['inside', true],
      ['model.json', false],
      ['weights.safetensors', false],
      ['within', true],
    ]);
    expect((await workbench.call('folder/list', { path: join(root, 'inside') })).parent).toBe(root);
  });
});

it('without roots takes any path', async () => {
  const open = await pathGuard(null);
  expect(await open.allow(folder)).toBe(folder);
});
