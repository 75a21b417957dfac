/** Runs sent to a server that keeps what MLflow's API is given, and refuses what MLflow refuses. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { z } from 'zod';
import { sendRuns } from '../../../../src/main/trackers/mlflow/send-runs';
import { oldRuns } from '../../../fixtures/old-workspace';
import { expectedValues, ExportedRuns } from '../exported-runs';

const Entry = z.object({ key: z.string(), value: z.string() });
const Metric = z.object({ key: z.string(), value: z.number(), timestamp: z.number(), step: z.number() });
const Body = z.looseObject({
  name: z.string().optional(),
  run_id: z.string().optional(),
  params: z.array(Entry).max(100).default([]),
  tags: z.array(Entry).max(100).default([]),
  metrics: z.array(Metric).max(1000).default([]),
});

let runs: ExportedRuns;
let server: Server;
let uri: string;
let asked: { call: string; body: z.infer<typeof Body>; authorization: string | undefined }[];
/** Names of experiments, and the runs that were made. */
let experiments: string[];
let made: number;
let refuses: { status: number; body: string } | null;

beforeAll(async () => {
  runs = await ExportedRuns.open('mlflow-server');
});
afterAll(() => runs.close());

beforeEach(async () => {
  [asked, experiments, made, refuses] = [[], [], 0, null];
  server = createServer((request, response) => {
    const address = new URL(request.url ?? '', 'http://localhost');
    const call = address.pathname.replace('/api/2.0/mlflow/', '');
    let text = '';
    request.on('data', (chunk: Buffer) => (text += chunk.toString()));
    request.on('end', () => {
      const body = Body.parse(text === '' ? {} : JSON.parse(text));
      asked.push({ call, body, authorization: request.headers.authorization });
      const { status, answer } = refuses
        ? { status: refuses.status, answer: refuses.body }
        : answerTo(call, body, address.searchParams.get('experiment_name'));
      response.writeHead(status).end(typeof answer === 'string' ? answer : JSON.stringify(answer));
    });
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  uri = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
});
afterEach(() => new Promise((closed) => server.close(closed)));

function answerTo(call: string, body: z.infer<typeof Body>, name: string | null): { status: number; answer: unknown } {
  switch (call) {
    case 'experiments/get-by-name': {
      const index = experiments.indexOf(name ?? '');
      if (index >= 0) return { status: 200, answer: { experiment: { experiment_id: String(index) } } };
      return { status: 404, answer: { error_code: 'RESOURCE_DOES_NOT_EXIST', message: 'Could not find it' } };
    }
    case 'experiments/create':
      experiments.push(body.name ?? '');
      return { status: 200, answer: { experiment_id: String(experiments.length - 1) } };
    case 'runs/search':
      return { status: 200, answer: made === 0 ? {} : { runs: [{ info: { run_id: 'run-1' } }] } };
    case 'runs/create':
      made += 1;
      return { status: 200, answer: { run: { info: { run_id: `run-${made}` } } } };
    default:
      return { status: 200, answer: {} };
  }
}

async function send(environment: Record<string, string> = {}) {
  const { summary } = await runs.detail(oldRuns.cored);
  return sendRuns({ runs: [summary], uri, environment, signal: new AbortController().signal });
}

it('sends every number that is shown of the run, its recipe and its end', async () => {
  expect(await send()).toEqual({ runs: [{ runId: oldRuns.cored, url: `${uri}#/experiments/0/runs/run-1` }] });
  const metrics = asked.flatMap(({ body }) => body.metrics);
  const found = new Map(metrics.map(({ key, step, value }) => [`${key} ${step}`, value]));
  for (const [key, value] of await expectedValues(runs, oldRuns.cored)) expect(found.get(key), key).toBe(value);
  const shown = await runs.shown(oldRuns.cored);
  const params = new Map(asked.flatMap(({ body }) => body.params).map(({ key, value }) => [key, value]));
  for (const [key, value] of Object.entries(shown.parameters)) expect(params.get(key)).toBe(String(value));
  const { summary } = await runs.detail(oldRuns.cored);
  expect(asked.at(-1)).toMatchObject({
    call: 'runs/update',
    body: { run_id: 'run-1', status: 'FINISHED', end_time: Date.parse(summary.endedAt ?? '') },
  });
  expect(asked.every(({ authorization }) => authorization === undefined)).toBe(true);
});

it('goes on in the experiment and the run that are there already', async () => {
  await send();
  await send();
  expect(experiments).toEqual(['Made at 8095bd0']);
  expect(made).toBe(1);
});

it('shows the token or name and password that MLflow’s own client would', async () => {
  await send({ MLFLOW_TRACKING_TOKEN: 'abc' });
  expect(asked[0]?.authorization).toBe('Bearer abc');
  asked = [];
  await send({ MLFLOW_TRACKING_USERNAME: 'ada', MLFLOW_TRACKING_PASSWORD: 'b:c' });
  expect(asked[0]?.authorization).toBe(`Basic ${Buffer.from('ada:b:c').toString('base64')}`);
});

it.each([
  [
    { status: 401, body: 'no' },
    'not-permitted',
    /refuses experiments\/get-by-name \(401\)\. Set MLFLOW_TRACKING_USERNAME/,
  ],
  [
    { status: 400, body: '{"error_code":"INVALID_PARAMETER_VALUE","message":"Too long"}' },
    'bad-input',
    /refuses .*: Too long\./,
  ],
  [
    { status: 500, body: '<html>' },
    'unavailable',
    /answers experiments\/get-by-name with 500, not as an MLflow server does/,
  ],
  [{ status: 200, body: '<html>' }, 'unavailable', /answers, but not as an MLflow server does/],
])('says what a server answers that refuses: %o', async (refusal, code, message) => {
  refuses = refusal;
  await expect(send()).rejects.toMatchObject({ code, message: expect.stringMatching(message) });
});

it('says where no server answers', async () => {
  await new Promise((closed) => server.close(closed));
  await expect(send()).rejects.toMatchObject({
    code: 'unavailable',
    message: expect.stringMatching(/^No MLflow server answers at http:\/\/127\.0\.0\.1:\d+\/: .*ECONNREFUSED/),
  });
  await new Promise<void>((ready) => server.listen(0, ready));
});
