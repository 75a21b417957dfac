/** A report of a problem: what helps is in it; data, names, places and secrets are not. */
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openLog } from '../../../src/main/logs/log-file';
import { workbenchLogPath } from '../../../src/main/logs/workbench-log';
import { lastErrors } from '../../../src/main/problem-report/last-errors';
import { withoutPlaces } from '../../../src/main/problem-report/without-places';
import { appendEvents } from '../../fixtures/written-run';
import { eventsOf, runFile, started } from '../../fixtures/run-file';
import { openTestWorkbench, temporaryFolder, testHost } from '../../fixtures/tiny-workbench';
import { RunFolder } from '../../../src/main/runs/run-folder';
import { AppError } from '../../../src/shared/errors';

let folder: string;
beforeEach(async () => {
  folder = await temporaryFolder('problem-report');
});
afterEach(() => rm(folder, { recursive: true }));

const places = {
  program: '/opt/cored',
  workspace: '/home/alice/Work space',
  home: '/home/alice',
  names: ['Secret Faces', 'celeb', 'ab'],
};

describe('words about an error', () => {
  it.each([
    ['at run (file:///opt/cored/out/main/jobs.js:12:34)', 'at run (<program>/out/main/jobs.js:12:34)'],
    ['Image "/data/x/Jane Doe.png" cannot be read', 'Image "<path>.png" cannot be read'],
    ["ENOENT, open '/home/alice/My Data/jane/1.jpeg'", "ENOENT, open '<path>.jpeg'"],
    ['/srv/faces/model.safetensors holds no weights', '<path>.safetensors holds no weights'],
    [String.raw`D:\faces\jane.pth is a folder`, '<path>.pth is a folder'],
    ['"/home/alice/Work space/runs/jane-1/events.jsonl" has a line', '"<workspace>/runs/....jsonl" has a line'],
    ['Task "celeb" has no images in train/real', 'Task "..." has no images in <path>'],
    ['The task celeb, of Secret Faces, is absent', 'The task <name>, of <name>, is absent'],
    ['fetch of https://lab.example/mlflow?x=1 failed', 'fetch of <address> failed'],
    ['Port 7420 is in use', 'Port 7420 is in use'],
    ['Install @tensorflow/tfjs-node, or take engine "wasm"', 'Install @tensorflow/tfjs-node, or take engine "wasm"'],
  ])('%s', (text, expected) => {
    expect(withoutPlaces(text, places)).toBe(expected);
  });
});

it('holds versions, engines, counts and the last errors, and nothing that says whose they are', async () => {
  const workspace = join(folder, 'Jane of Somewhere');
  const run = new RunFolder(join(workspace, 'runs', 'jane-faces-1'));
  await mkdir(run.path, { recursive: true });
  const file = runFile('jane-faces-1', { experiment: { id: 'jane-faces', name: 'Jane faces' } });
  await run.writeRun({ ...file, chain: file.chain.map((task) => ({ ...task, name: `jane-${task.name}` })) });
  const message = 'The task jane-alpha of "/mnt/jane/data" is gone: /mnt/jane/data/jane-alpha/train/real/7.png.';
  await appendEvents(run, eventsOf([started, { type: 'run/failed', error: { code: 'not-found', message } }]));
  const path = workbenchLogPath(workspace);
  await mkdir(dirname(path), { recursive: true });
  const log = openLog(path);
  log.info('Nothing that went wrong');
  log.error({ call: 'run/get', error: new AppError('internal', `jane-faces-1 in ${workspace}`) }, 'It broke');
  log.warn(`Of ${join(homedir(), 'jane', 'x.csv')}`);
  const workbench = await openTestWorkbench(workspace, { host: { ...testHost(), kind: 'browser' } });
  const { name, text } = await workbench.call('app/report', {}).finally(() => workbench.close());
  expect(name).toMatch(/^cored-report-[\dT-]+\.txt$/);
  expect(text.toLowerCase()).not.toContain('jane');
  expect(text).not.toContain(homedir());
  for (const part of ['host: browser', `node: ${process.versions.node}`, 'wasm: ', '1 run failed', '0 datasets']) {
    expect(text).toContain(part);
  }
  expect(text).toMatch(/ft on small-cnn, engine cpu: not-found: The task <name> of "<path>" is gone: <path>\.png/);
  expect(text).toMatch(/Error in run\/get \(internal\): It broke/);
  expect(text).toMatch(/at .*problem-report\.test\.ts:\d+/);
  expect(text).not.toContain('Nothing that went wrong');
});

it('shows the newest of a log, and passes over lines of others', async () => {
  const path = join(folder, 'some.log');
  const log = openLog(path);
  for (let count = 0; count < 30; count += 1) log.warn(`warning ${count}`);
  await writeFile(path, 'no JSON at all\n', { flag: 'a' });
  const found = await lastErrors(path, 20);
  expect(found.map(({ kind, words }) => `${kind}: ${words}`)).toEqual(
    Array.from({ length: 20 }, (_, at) => `Warning: warning ${at + 10}`),
  );
  expect(await lastErrors(join(folder, 'none.log'), 20)).toEqual([]);
});
