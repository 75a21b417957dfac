import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openRegistry, type Registry } from '../../../src/main/registry/registry';
import { unreadReading } from '../../../src/shared/reading/run-reading';
import { runFile } from '../../fixtures/run-file';
import { temporaryFolder } from '../../fixtures/tiny-workbench';

let folder: string;
let one: Registry;
let other: Registry;
beforeEach(async () => {
  folder = await temporaryFolder('queue');
  one = openRegistry(join(folder, 'registry.sqlite'));
  other = openRegistry(join(folder, 'registry.sqlite'));
});
afterEach(async () => {
  one.close();
  other.close();
  await rm(folder, { recursive: true, force: true });
});

function add(ids: readonly string[]): void {
  one.runs.addAll(
    ids.map((id, index) => ({
      file: runFile(id, { createdAt: `2026-01-02T03:04:05.00${index}Z` }),
      folder: `/runs/${id}`,
      notes: { name: id, tags: [], notes: '' },
    })),
  );
}

it('gives each run to one of two processes only, oldest first', () => {
  add(['run-a', 'run-b', 'run-c']);
  const claimed = [one, other, one, other].map(({ queue }) => queue.claim(10, Date.now())?.id);
  expect(claimed).toEqual(['run-a', 'run-b', 'run-c', undefined]);
});

it('counts what other processes started against the slots, and paused runs not', () => {
  add(['run-a', 'run-b', 'run-c']);
  expect(one.queue.claim(1, Date.now())?.id).toBe('run-a');
  expect(other.queue.claim(1, Date.now())).toBeNull();
  one.queue.move('run-a', { from: ['starting'], to: 'paused' });
  expect(other.queue.claim(1, Date.now())?.id).toBe('run-b');
});

it('lets a run that was stopped while it waited not start', () => {
  add(['run-a']);
  expect(other.queue.move('run-a', { from: ['queued'], to: 'stopped' })).toBe(true);
  expect(one.queue.claim(1, Date.now())).toBeNull();
  expect(one.queue.requeue('run-a')).toBe(true);
  expect(one.queue.claim(1, Date.now())?.id).toBe('run-a');
});

it('does not call a run interrupted that has told its own end', () => {
  add(['run-a']);
  one.queue.claim(1, Date.now());
  one.intake.take(
    'run-a',
    [
      {
        sequence: 1,
        time: '2026-01-02T03:05:00.000Z',
        body: { type: 'run/completed', elapsedSeconds: 3 },
      },
    ],
    10,
  );
  const error = { code: 'internal', message: 'gone' } as const;
  expect(other.queue.end('run-a', { state: 'interrupted', error, endedAt: '2026-01-02T03:06:00.000Z' })).toBe(false);
  expect(other.runs.get('run-a').state).toBe('complete');
});

it('starts runs in the order that another process has put them into', () => {
  add(['run-a', 'run-b', 'run-c', 'run-d']);
  expect(other.queue.moveTo('run-c', 1)).toBe(true);
  expect(other.queue.moveTo('run-a', 99)).toBe(true);
  expect(one.queue.next()?.id).toBe('run-c');
  const claimed = [one, one, other, one].map(({ queue }) => queue.claim(10, Date.now())?.id);
  expect(claimed).toEqual(['run-c', 'run-b', 'run-d', 'run-a']);
});

it('starts runs of a higher priority first; a run that is moved among them takes theirs', () => {
  add(['run-a', 'run-b', 'run-c', 'run-d']);
  one.queue.prioritise('run-c', 'high');
  one.queue.prioritise('run-a', 'low');
  expect(other.queue.waiting()).toEqual([
    { id: 'run-c', kind: 'run', priority: 'high' },
    { id: 'run-b', kind: 'run', priority: 'normal' },
    { id: 'run-d', kind: 'run', priority: 'normal' },
    { id: 'run-a', kind: 'run', priority: 'low' },
  ]);
  one.queue.moveTo('run-d', 1);
  one.queue.moveTo('run-c', 3);
  expect(other.queue.waiting()).toEqual([
    { id: 'run-d', kind: 'run', priority: 'high' },
    { id: 'run-b', kind: 'run', priority: 'normal' },
    { id: 'run-c', kind: 'run', priority: 'normal' },
    { id: 'run-a', kind: 'run', priority: 'low' },
  ]);
});

it('has no place for a run that does not wait, and puts new ones at the end', () => {
  add(['run-a', 'run-b']);
  one.queue.moveTo('run-b', 1);
  one.runs.add({
    file: runFile('run-old', { createdAt: '2020-01-02T03:04:05.000Z' }),
    folder: '/runs/run-old',
    notes: { name: 'old', tags: [], notes: '' },
  });
  expect(other.queue.waiting().map(({ id }) => id)).toEqual(['run-b', 'run-a', 'run-old']);
  expect(one.queue.claim(10, Date.now())?.id).toBe('run-b');
  expect(other.queue.moveTo('run-b', 2)).toBe(false);
  expect(other.queue.prioritise('run-b', 'high')).toBe(false);
});

it('keeps the order when a run is read anew from its folder', () => {
  add(['run-a', 'run-b']);
  one.queue.moveTo('run-b', 1);
  const run = { file: runFile('run-b'), folder: '/runs/run-b', notes: { name: 'b', tags: [], notes: '' } };
  const reading = { ...unreadReading({ chain: ['alpha', 'beta'] }), state: 'queued' } as const;
  other.imports.put({ run, reading, offset: 0 }, { replaces: true });
  expect(one.queue.waiting().map(({ id }) => id)).toEqual(['run-b', 'run-a']);
});

const evaluation = (id: string) => one.evaluationJobs.add(id, '2026-01-02T03:04:05.000Z');
const claimEvaluation = (registry: Registry, slots: number, passesRuns = false) =>
  registry.evaluationJobs.claim({ slots, nowMs: Date.now(), passesRuns });

it('starts evaluations before runs that nobody has moved, each in one process only', () => {
  add(['run-a']);
  evaluation('scores-a');
  evaluation('scores-b');
  expect(one.queue.waiting().map(({ id, kind }) => [id, kind])).toEqual([
    ['scores-a', 'evaluation'],
    ['scores-b', 'evaluation'],
    ['run-a', 'run'],
  ]);
  expect(other.queue.next()).toBeNull();
  expect(other.queue.claim(10, Date.now())).toBeNull();
  expect([claimEvaluation(one, 10), claimEvaluation(other, 10), claimEvaluation(one, 10)]).toEqual([
    'scores-a',
    'scores-b',
    null,
  ]);
  expect(other.queue.claim(10, Date.now())?.id).toBe('run-a');
});

it('counts runs and evaluations against the same slots', () => {
  add(['run-a', 'run-b']);
  one.queue.claim(2, Date.now());
  evaluation('scores-a');
  evaluation('scores-b');
  expect(claimEvaluation(other, 2)).toBe('scores-a');
  expect(claimEvaluation(one, 2)).toBeNull();
  one.evaluationJobs.removeWaiting('scores-b');
  expect(one.queue.claim(2, Date.now())).toBeNull();
  const [atWork] = one.evaluationJobs.all();
  if (atWork !== undefined) one.evaluationJobs.remove(atWork);
  expect(one.queue.claim(2, Date.now())?.id).toBe('run-b');
});

it('lets a run before an evaluation where a person put it, unless nobody here starts runs', () => {
  add(['run-a']);
  evaluation('scores-a');
  expect(one.queue.moveTo('run-a', 1)).toBe(true);
  expect(claimEvaluation(other, 10)).toBeNull();
  expect(claimEvaluation(other, 10, true)).toBe('scores-a');
});

it('gives back what was claimed and never started, and takes a waiting one out once', () => {
  evaluation('scores-a');
  expect(claimEvaluation(one, 1)).toBe('scores-a');
  expect(other.evaluationJobs.removeWaiting('scores-a')).toBe(false);
  one.evaluationJobs.giveBack('scores-a');
  expect(other.evaluationJobs.removeWaiting('scores-a')).toBe(true);
  expect(one.evaluationJobs.removeWaiting('scores-a')).toBe(false);
});
