/** A run as one file: opened elsewhere it is the same run, and one altered byte anywhere is refused and named. */
import { cp, mkdir, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { initialWeights } from '../../../src/core/networks/initial-weights';
import { findNetwork } from '../../../src/core/networks';
import { formatScores } from '../../../src/main/worker/score-file';
import { encodeSafetensors } from '../../../src/main/weights/safetensors';
import type { Workbench } from '../../../src/main/workbench-api';
import { pushes } from '../../../src/shared/contract';
import { auc } from '../../../src/shared/metrics/auc';
import { copyOldWorkspace, oldRuns } from '../../fixtures/old-workspace';
import { parseScores } from '../../fixtures/parse-scores';
import { openTestWorkbench, temporaryFolder } from '../../fixtures/tiny-workbench';

const runId = oldRuns.ft;
let folder: string;
let made: Workbench;
let runFolder: string;
let bundle: string;
const opened: Workbench[] = [];

beforeAll(async () => {
  folder = await temporaryFolder('bundle');
  const workspace = await copyOldWorkspace(folder);
  runFolder = join(workspace, 'runs', runId);
  // The kept workspace has no scores and weights: these take their place.
  const rows = [0.9, 0.4, 0.6, 0.1].map((score, index) => ({ file: `${index}.png`, label: index < 2 ? 0 : 1, score }));
  await mkdir(join(runFolder, 'scores', 'step-1'), { recursive: true });
  await writeFile(join(runFolder, 'scores', 'step-1', 'alpha.test.csv'), formatScores(rows));
  await mkdir(join(runFolder, 'weights', 'step-1'), { recursive: true });
  const weights = initialWeights(findNetwork('small-cnn'), { imageSize: 32, seed: 1 });
  const bytes = encodeSafetensors(weights, { network: 'small-cnn', imageSize: '32' });
  await writeFile(join(runFolder, 'weights', 'step-1', 'best.safetensors'), bytes);
  // As of a run whose tasks are read through a mapping; the list below compares it too.
  await writeFile(join(runFolder, 'mapping.json'), '{"format":1}\n');
  made = await openTestWorkbench(workspace);
  const { files } = await made.call('bundle/export', { runId, to: join(folder, 'out') });
  bundle = files[0] ?? '';
});
afterAll(async () => {
  await made.close();
  for (const workbench of opened) await workbench.close();
  await rm(folder, { recursive: true, force: true });
});

let count = 0;
async function openElsewhere(): Promise<{ workbench: Workbench; runsFolder: string }> {
  count += 1;
  const workspace = join(folder, `elsewhere-${count}`);
  await mkdir(workspace);
  const workbench = await openTestWorkbench(workspace);
  opened.push(workbench);
  return { workbench, runsFolder: join(workspace, 'runs') };
}

describe('a bundle', () => {
  it('of a copied workspace, whose files name their places within it, holds the copy’s own files', async () => {
    const copy = join(folder, 'copy');
    await cp(join(runFolder, '..', '..'), copy, { recursive: true });
    const notes = join(copy, 'runs', runId, 'notes.json');
    await writeFile(notes, JSON.stringify({ name: 'of the copy', tags: [], notes: '' }));
    const workbench = await openTestWorkbench(copy);
    opened.push(workbench);
    const { files } = await workbench.call('bundle/export', { runId, to: join(folder, 'of-copy') });
    const text = await readFile(files[0] ?? '', 'latin1');
    expect(text).toContain(await readFile(notes, 'utf8'));
    expect(text).not.toContain(runFolder);
    const { workbench: other, runsFolder } = await openElsewhere();
    const imported = await other.call('bundle/import', { path: files[0] ?? '' });
    expect(imported.folder).toBe(join(runsFolder, runId));
    const { summary } = await made.call('run/get', { runId });
    expect(imported.matrix).toEqual(summary.matrix);
  });

  it('tells how far it is, in bytes, when it is written and when it is opened', async () => {
    const { workbench } = await openElsewhere();
    const told: { subject: string; done: number; total: number }[] = [];
    const stop = [made, workbench].map((one) =>
      one.subscribe((name, payload) => {
        if (name === 'bundle/progressed') told.push(pushes[name].payload.parse(payload));
      }),
    );
    const { files } = await made.call('bundle/export', { runId, to: join(folder, 'told') });
    await workbench.call('bundle/import', { path: files[0] ?? '' });
    for (const one of stop) one();
    for (const subject of [runId, files[0]]) {
      const own = told.filter((progress) => progress.subject === subject);
      expect(own.map(({ done }) => done)).toEqual(own.map(({ done }) => done).toSorted((a, b) => a - b));
      expect(own.length).toBeGreaterThan(4);
      expect(own.at(-1)?.done).toBe(own.at(-1)?.total);
    }
  });

  it('is one file named after the run, the same bytes each time, and never overwrites one', async () => {
    expect(bundle).toBe(join(folder, 'out', `${runId}.cored.zip`));
    const again = await made.call('bundle/export', { runId, to: join(folder, 'again') });
    expect((await readFile(again.files[0] ?? '')).equals(await readFile(bundle))).toBe(true);
    const taken = made.call('bundle/export', { runId, to: join(folder, 'out') });
    await expect(taken).rejects.toMatchObject({ code: 'conflict' });
    expect(await readdir(join(folder, 'out'))).toEqual([`${runId}.cored.zip`]);
  });

  it('opened in another workspace is the same run: AUC matrix, results, scores and weights', async () => {
    const { workbench, runsFolder } = await openElsewhere();
    const imported = await workbench.call('bundle/import', { path: bundle });
    const [here, there] = [await workbench.call('run/get', { runId }), await made.call('run/get', { runId })];
    expect(imported.state).toBe('complete');
    expect(here.summary).toEqual({ ...there.summary, folder: join(runsFolder, runId) });
    expect(here.summary.matrix.flat().every((value) => value !== null)).toBe(true);
    expect([here.results, here.stages, here.aucPoints]).toEqual([there.results, there.stages, there.aucPoints]);
    const scores = join(runsFolder, runId, 'scores', 'step-1', 'alpha.test.csv');
    const rows = parseScores(await readFile(scores, 'utf8'), scores);
    // Of the pairs (0.9, 0.6), (0.9, 0.1), (0.4, 0.6), (0.4, 0.1) the fake scores higher in three.
    expect(
      auc(
        rows.map(({ label }) => label),
        rows.map(({ score }) => score),
      ),
    ).toBe(3 / 4);
    expect(await readdir(join(runsFolder, runId))).toContain('mapping.json');
    for (const name of await readdir(runFolder, { recursive: true })) {
      if (!/\.(json|jsonl|csv|safetensors)$/.test(name) || /worker|control|checkpoints/.test(name)) continue;
      expect((await readFile(join(runsFolder, runId, name))).equals(await readFile(join(runFolder, name))), name).toBe(
        true,
      );
    }
    const twice = workbench.call('bundle/import', { path: bundle });
    await expect(twice).rejects.toThrow(`Run "${runId}" is in this workspace already.`);
    expect((await workbench.call('run/list', {})).map(({ id }) => id)).toEqual([runId]);
  });

  it('with one altered byte in any of its files is refused, and the file is named', async () => {
    const { workbench, runsFolder } = await openElsewhere();
    const whole = await readFile(bundle);
    const names = ['bundle.json', 'run.json', 'notes.json', 'events.jsonl', 'alpha.test.csv', 'best.safetensors'];
    for (const name of names) {
      // The name's first place is in the local header, the padding and then the content follow it.
      const header = name === 'bundle.json' ? whole.indexOf(name) : whole.indexOf(`${name}`, whole.indexOf('}\nPK'));
      const content = header + name.length + 4 + whole.readUInt16LE(header + name.length + 2);
      const bytes = Buffer.from(whole);
      bytes.writeUInt8(bytes.readUInt8(content + 7) ^ 1, content + 7);
      const path = join(folder, `altered-${name}.zip`);
      await writeFile(path, bytes);
      const error = await workbench.call('bundle/import', { path }).catch((thrown: unknown) => thrown);
      expect(error).toMatchObject({ code: 'damaged', message: expect.stringContaining(name) });
      expect(error).toMatchObject({ message: expect.stringContaining('Nothing was imported.') });
    }
    expect(await readdir(runsFolder)).toEqual([]);
  });

  it('with one altered byte anywhere else is refused too', async () => {
    const { workbench, runsFolder } = await openElsewhere();
    const whole = await readFile(bundle);
    const directory = whole.indexOf(Buffer.from('PK\x01\x02', 'latin1'));
    // The archive from its directory on, and everything before the second file: 1 byte in 13.
    const places = [...range(0, 400), ...range(directory, whole.length)].filter((place) => place % 13 === 0);
    expect(places.length).toBeGreaterThan(50);
    for (const place of places) {
      const bytes = Buffer.from(whole);
      bytes.writeUInt8(bytes.readUInt8(place) ^ 4, place);
      const path = join(folder, 'altered.zip');
      await writeFile(path, bytes);
      const importing = workbench.call('bundle/import', { path });
      await expect(importing, `byte ${place}`).rejects.toMatchObject({ code: 'damaged' });
    }
    expect(await readdir(runsFolder)).toEqual([]);
  }, 120_000);

  it('that is none is refused by what it is', async () => {
    const { workbench } = await openElsewhere();
    const text = join(folder, 'letter.zip');
    await writeFile(text, 'a letter');
    await expect(workbench.call('bundle/import', { path: text })).rejects.toThrow('it is no zip of a run');
    await expect(workbench.call('bundle/import', { path: folder })).rejects.toThrow('is not a file');
    const gone = workbench.call('bundle/import', { path: join(folder, 'gone.zip') });
    await expect(gone).rejects.toMatchObject({ code: 'not-found' });
  });

  it('of an unfinished run is to be looked at: it is not resumed without the checkpoints, and that is said', async () => {
    const { workbench, runsFolder } = await openElsewhere();
    const { files } = await made.call('bundle/export', { runId: oldRuns.cutOff, to: join(folder, 'unfinished') });
    const imported = await workbench.call('bundle/import', { path: files[0] ?? '' });
    expect(imported.state).toBe('interrupted');
    const reason = expect.stringMatching(
      /"cut-off.*cannot be resumed: its folder has no checkpoint.*where it was made/,
    );
    const { refusal } = await workbench.call('run/resumption', { runId: oldRuns.cutOff });
    expect(refusal).toEqual(reason);
    const resuming = workbench.call('run/resume', { runId: oldRuns.cutOff });
    await expect(resuming).rejects.toMatchObject({ code: 'conflict', message: reason });
    expect((await workbench.call('run/get', { runId: oldRuns.cutOff })).summary.state).toBe('interrupted');
    expect(await made.call('run/resumption', { runId: oldRuns.cutOff })).toEqual({ refusal: null });
    // With what the bundle left out it goes on.
    const checkpoints = join(oldRuns.cutOff, 'checkpoints');
    await cp(join(runFolder, '..', checkpoints), join(runsFolder, checkpoints), { recursive: true });
    expect(await workbench.call('run/resumption', { runId: oldRuns.cutOff })).toEqual({ refusal: null });
  });

  it('is not made of a run that still changes', async () => {
    await made.call('run/resume', { runId: oldRuns.cutOff });
    const { summary } = await made.call('run/get', { runId: oldRuns.cutOff });
    expect(summary.state).toBe('queued');
    const bundled = made.call('bundle/export', { runId: oldRuns.cutOff, to: join(folder, 'out') });
    await expect(bundled).rejects.toThrow('is queued: its files still change');
  });
});

function range(from: number, to: number): number[] {
  return Array.from({ length: to - from }, (_, index) => from + index);
}
