/** Sends runs to an MLflow server: experiment, run, parameters, tags and every point of every series. */
import { z } from 'zod';
import type { RunSummary } from '../../../shared/run';
import type { SentRuns } from '../../../shared/tracker';
import { plainNames } from '../plain-names';
import { readTrackedRun } from '../read-tracked-run';
import type { TrackedRun } from '../tracked-run';
import { statusNames, tagsOf } from './mlflow-run';
import { MlflowServer, type ServerOptions } from './mlflow-server';

export interface SendRequest extends ServerOptions {
  readonly runs: readonly RunSummary[];
}

/** What the server takes at once. */
const [mostMetrics, mostEntries] = [1000, 100];
const none = z.object({});
const FoundExperiment = z.object({ experiment: z.object({ experiment_id: z.string() }) });
const MadeExperiment = z.object({ experiment_id: z.string() });
const RunInfo = z.object({ info: z.object({ run_id: z.string() }) });
const FoundRuns = z.object({ runs: z.array(RunInfo).default([]) });

export async function sendRuns({ runs, ...options }: SendRequest): Promise<SentRuns> {
  const server = new MlflowServer(options);
  const sent: SentRuns['runs'] = [];
  for (const run of runs) {
    const tracked = await readTrackedRun(run);
    const experiment = await experimentOf(tracked, server);
    const id = await runOf(tracked, { server, experiment });
    await sendEntries(tracked, { server, id });
    await sendPoints(tracked, { server, id });
    const end = { status: statusNames[run.state], ...(tracked.endedMs !== null && { end_time: tracked.endedMs }) };
    await server.post('runs/update', { run_id: id, ...end }, none);
    sent.push({ runId: run.id, url: server.page(`#/experiments/${experiment}/runs/${id}`) });
  }
  return { runs: sent };
}

/** By its name, which a server has once. */
async function experimentOf({ summary }: TrackedRun, server: MlflowServer): Promise<string> {
  const name = summary.experimentName;
  const found = await server.find('experiments/get-by-name', { experiment_name: name }, FoundExperiment);
  if (found !== null) return found.experiment.experiment_id;
  return (await server.post('experiments/create', { name }, MadeExperiment)).experiment_id;
}

/** The one that was sent before, known by its tag, or a new one. */
async function runOf(run: TrackedRun, at: { server: MlflowServer; experiment: string }): Promise<string> {
  const { summary, startedMs } = run;
  const filter = `tags.\`cored.run\` = '${summary.id}'`;
  const asked = { experiment_ids: [at.experiment], filter, max_results: 1 };
  const [known] = (await at.server.post('runs/search', asked, FoundRuns)).runs;
  if (known !== undefined) return known.info.run_id;
  const tags = [{ key: 'cored.run', value: summary.id }];
  const made = { experiment_id: at.experiment, run_name: summary.name, start_time: startedMs, tags };
  return (await at.server.post('runs/create', made, z.object({ run: RunInfo }))).run.info.run_id;
}

async function sendEntries(run: TrackedRun, { server, id }: { server: MlflowServer; id: string }): Promise<void> {
  const params = Object.entries(run.parameters).map(([key, value]) => ({ key, value: String(value) }));
  const tags = Object.entries(tagsOf(run));
  const keys = plainNames(tags.map(([key]) => key));
  const named = tags.map(([, value], index) => ({ key: keys[index] ?? '', value }));
  for (const some of inPieces(params, mostEntries))
    await server.post('runs/log-batch', { run_id: id, params: some }, none);
  for (const some of inPieces(named, mostEntries))
    await server.post('runs/log-batch', { run_id: id, tags: some }, none);
}

/** A point that the server has already is not added again. */
async function sendPoints({ series }: TrackedRun, { server, id }: { server: MlflowServer; id: string }): Promise<void> {
  const names = plainNames(series.map(({ name }) => name));
  const metrics = series.flatMap(({ points }, index) =>
    points.map(({ value, timeMs, step }) => ({ key: names[index] ?? '', value, timestamp: timeMs, step })),
  );
  for (const some of inPieces(metrics, mostMetrics)) {
    await server.post('runs/log-batch', { run_id: id, metrics: some }, none);
  }
}

function inPieces<Item>(items: readonly Item[], most: number): Item[][] {
  return Array.from({ length: Math.ceil(items.length / most) }, (_, index) =>
    items.slice(index * most, (index + 1) * most),
  );
}
