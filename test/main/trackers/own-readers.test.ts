/** What is handed on, read back by TensorBoard, MLflow and Weights & Biases themselves, where a Python has them. */
import { execFileSync, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { TrackerId } from '../../../src/shared/tracker';
import { oldRuns } from '../../fixtures/old-workspace';
import { expectedValues, exportedRunIds, ExportedRuns } from './exported-runs';

const script = join(import.meta.dirname, '../../trackers/read-back.py');
const ReadRuns = z.record(
  z.string(),
  z.looseObject({ values: z.record(z.string(), z.number()), parameters: z.record(z.string(), z.string()) }),
);

let runs: ExportedRuns;
beforeAll(async () => {
  runs = await ExportedRuns.open('own-readers');
});
afterAll(() => runs.close());

/** `TRACKER_PYTHON` alone where it is set, else the first of these that can import what is needed; null without one. */
function findTrackerPython(needed: string): string | null {
  const chosen = process.env['TRACKER_PYTHON'];
  const candidates = chosen ? [chosen] : ['/usr/bin/python3', 'python3'];
  const python = candidates.find((one) => spawnSync(one, ['-c', needed], { stdio: 'ignore' }).status === 0) ?? null;
  if (python === null) {
    process.stderr.write(
      `Skipped: reading back by its own reader, because no Python ran "${needed}" (pip install tensorboard mlflow wandb; TRACKER_PYTHON names one).\n`,
    );
  }
  return python;
}

async function readBack(python: string, tracker: TrackerId): Promise<z.infer<typeof ReadRuns>> {
  await runs.export(tracker);
  const printed = execFileSync(python, [script, tracker, runs.to], { encoding: 'utf8', maxBuffer: 1 << 26 });
  return ReadRuns.parse(JSON.parse(printed));
}

const needs: Readonly<Record<TrackerId, string>> = {
  tensorboard: 'import tensorboard',
  mlflow: 'import mlflow',
  wandb: 'import wandb.cli.leet',
};

for (const [tracker, needed] of Object.entries(needs) as [TrackerId, string][]) {
  const python = findTrackerPython(needed);
  describe.skipIf(python === null)(`${tracker}’s own reader`, () => {
    it('finds every number that is shown of each run, and the recipe', { timeout: 120_000 }, async () => {
      const found = await readBack(python ?? '', tracker);
      expect(Object.keys(found).sort()).toEqual([...exportedRunIds].sort());
      for (const runId of exportedRunIds) {
        const expected = await expectedValues(runs, runId);
        expect(expected.size).toBeGreaterThan(20);
        const shown = await runs.shown(runId);
        for (const [key, value] of expected) {
          // TensorBoard keeps 32-bit floats.
          expect(found[runId]?.values[key], key).toBe(tracker === 'tensorboard' ? Math.fround(value) : value);
        }
        const recipe = { method: shown.method, network: shown.network, seed: shown.seed, ...shown.parameters };
        for (const [key, value] of Object.entries(recipe)) {
          const text = found[runId]?.parameters[key] ?? '';
          expect(typeof value === 'number' ? Number(text) : text.toLowerCase(), key).toBe(
            typeof value === 'number' ? value : String(value).toLowerCase(),
          );
        }
      }
      expect(found[oldRuns.cored]).toMatchObject(wholeRun[tracker]);
    });
  });
}

const wholeRun: Readonly<Record<TrackerId, object>> = {
  tensorboard: { texts: { 'run/aucMatrix': expect.stringContaining('after stage 2, beta') } },
  mlflow: { experiment: 'Made at 8095bd0', status: 'FINISHED', artifacts: ['results.json'] },
  wandb: { experiment: expect.stringContaining('made-at-8095bd0'), status: 0, summary: { _step: expect.any(Number) } },
};
