/** What a person waits for in the page: from a click, or the page's load, to what was asked for being painted. */
import { existsSync } from 'node:fs';
import { chromium, type CDPSession, type Page } from 'playwright-core';
import { measureLive, type LiveWork } from './live-times';
import type { Figure } from './main';
import { runId } from './make-workspace';

export interface PageWork {
  readonly runs: number;
  /** Of use, before the heap is measured. */
  readonly minutes: number;
  readonly live: LiveWork;
  readonly say: (line: string) => void;
}

const places = ['/usr/bin/chromium', '/usr/bin/google-chrome', '/usr/bin/google-chrome-stable'];
const rounds = 5;
const columns = 'method,seed,learningRate,averageAuc,forgetting,auc.Face2Face,created';
const chosenTable = `/runs?columns=${columns}&sort=-created,seed`;
const groupedTable = `/runs?columns=${columns}&group=method`;
const orQuery = 'method = cored or seed = 7 and averageAuc > 0.5';

export function pathOfChromium(): string {
  const path = [process.env['CHROMIUM_PATH'] ?? '', ...places].find((place) => place && existsSync(place));
  if (path === undefined) throw new Error('No Chromium or Chrome is installed; set CHROMIUM_PATH to one.');
  return path;
}

/** Medians of five rounds; runs are other ones each round, so that none has been read before. */
export async function measurePages(url: string, work: PageWork): Promise<Figure[]> {
  const browser = await chromium.launch({ executablePath: pathOfChromium(), args: ['--no-sandbox', '--disable-gpu'] });
  try {
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
    await page.goto(url);
    await page.waitForSelector('nav a');
    const figures = await viewTimes(page, work);
    if (work.live.seconds > 0) figures.push(...(await measureLive(page, work.live)));
    const cdp = await page.context().newCDPSession(page);
    figures.push(await heapAfterUse(page, cdp, work));
    return figures;
  } finally {
    await browser.close();
  }
}

async function viewTimes(page: Page, { runs, say }: PageWork): Promise<Figure[]> {
  const runsShown = `tr[data-row="${runId(runs - 1)}"]`;
  const ms = (name: string, limit: number, value: number): Figure => {
    say(`${name}: ${Math.round(value)} ms`);
    return { name, value, limit, unit: 'ms' };
  };
  const loads: number[] = [];
  for (let round = 0; round < rounds; round += 1) loads.push(await loadTime(page, '/runs', runsShown));
  const timed = async (from: string, to: string | ((round: number) => string), shown: string) => {
    const times: number[] = [];
    for (let round = 0; round < rounds; round += 1) {
      await visit(page, from);
      times.push(await visitTime(page, typeof to === 'string' ? to : to(round), shown));
    }
    return median(times);
  };
  /** The first so many have long curves. */
  const longRun = (round: number) => `/runs/${runId(Math.min(round, runs - 1))}`;
  const usualRun = (round: number) => `/runs/${runId(Math.max(0, runs - 1 - round))}`;
  const chart = '[data-testid="loss-chart"]:not([data-points="0"])';
  const some = Array.from({ length: Math.min(20, runs) }, (_, index) => runId(index)).join(',');
  return [
    ms('runs table, page load', 1000, median(loads)),
    ms('runs table, in the app', 200, await timed('/engine', '/runs', runsShown)),
    ms('runs table, seven columns and two sorts', 200, await timed('/engine', chosenTable, runsShown)),
    ms('runs table, in groups', 200, await timed('/engine', groupedTable, '[data-testid="run-group"]')),
    ms('all groups unfolded', 200, await unfoldTime(page)),
    ms('search in the runs table', 200, await searchTime(page, runsShown, 'seed 7')),
    ms('an `or` query in the runs table', 200, await searchTime(page, runsShown, orQuery)),
    ms('run page, 10,000 points', 300, await timed('/runs', usualRun, chart)),
    ms('run page, 50,000 points', 300, await timed('/runs', longRun, chart)),
    ms(
      'comparison of 20 runs',
      1000,
      await timed('/runs', `/compare?runs=${some}`, '[data-testid="comparison-table"]'),
    ),
    ms('weights', 500, await timed('/engine', '/weights', 'main tr[data-row]')),
    ms('evaluate', 500, await timed('/engine', '/evaluate', '[data-testid="start-evaluation"]')),
    ms('experiments', 500, await timed('/engine', '/experiments', 'main tr[data-row]')),
  ];
}

async function visit(page: Page, route: string): Promise<void> {
  await page.evaluate((hash) => void (location.hash = hash), route);
  await page.waitForTimeout(400);
}

/** In the page, so that the driver's own way there and back does not count. */
function visitTime(page: Page, route: string, shown: string): Promise<number> {
  return page.evaluate(
    ([hash = '', selector = '']) =>
      new Promise<number>((resolve) => {
        const startedAt = performance.now();
        location.hash = hash;
        const look = () =>
          document.querySelector(selector) === null
            ? requestAnimationFrame(look)
            : // Painted after the next frame.
              requestAnimationFrame(() => setTimeout(() => resolve(performance.now() - startedAt)));
        look();
      }),
    [route, shown],
  );
}

async function loadTime(page: Page, route: string, shown: string): Promise<number> {
  await visit(page, route);
  await page.waitForSelector(shown);
  await page.reload({ waitUntil: 'commit' });
  await page.waitForSelector(shown);
  // From the reload's start, by the page's own clock.
  return page.evaluate(
    () => new Promise<number>((resolve) => requestAnimationFrame(() => setTimeout(() => resolve(performance.now())))),
  );
}

/** From the click to the first run of the first group. */
async function unfoldTime(page: Page): Promise<number> {
  const times: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    await visit(page, '/engine');
    await visit(page, groupedTable);
    times.push(
      await page.evaluate(
        () =>
          new Promise<number>((resolve) => {
            const rows = () => document.querySelectorAll('main tr[data-row*="/"]').length;
            const startedAt = performance.now();
            document.querySelector<HTMLElement>('[data-testid="unfold-all"]')?.click();
            const look = () =>
              rows() === 0
                ? requestAnimationFrame(look)
                : requestAnimationFrame(() => setTimeout(() => resolve(performance.now() - startedAt)));
            look();
          }),
      ),
    );
  }
  return median(times);
}

async function searchTime(page: Page, shown: string, query: string): Promise<number> {
  await visit(page, '/runs');
  await page.waitForSelector(shown);
  const times: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    for (const text of [query, '']) times.push(await typeTime(page, text));
  }
  return median(times);
}

/** Until the number of rows found has changed and is painted. */
function typeTime(page: Page, text: string): Promise<number> {
  return page.evaluate(
    (typed) =>
      new Promise<number>((resolve) => {
        const field = document.querySelector<HTMLInputElement>('input[data-testid="search-runs"]');
        const count = () => document.querySelector('[role="search"] > .small')?.textContent ?? '';
        if (field === null) throw new Error('There is no search field.');
        const before = count();
        const startedAt = performance.now();
        field.value = typed;
        field.dispatchEvent(new Event('input', { bubbles: true }));
        const look = () =>
          count() === before
            ? requestAnimationFrame(look)
            : requestAnimationFrame(() => setTimeout(() => resolve(performance.now() - startedAt)));
        look();
      }),
    text,
  );
}

/** From view to view, as a person may; then what is left after the garbage is gone. */
async function heapAfterUse(page: Page, cdp: CDPSession, { runs, minutes, say }: PageWork): Promise<Figure> {
  say(`Using the page for ${minutes} minutes ...`);
  const until = performance.now() + minutes * 60_000;
  const some = Array.from({ length: Math.min(20, runs) }, (_, index) => runId(index)).join(',');
  const routes = [
    ...['/runs', '/weights', '/evaluate', '/experiments', '/engine', '/datasets'],
    ...[chosenTable, groupedTable, `/runs?query=${encodeURIComponent(orQuery)}`, `/compare?runs=${some}`],
  ];
  for (let turn = 0; performance.now() < until; turn += 1) {
    await visit(page, routes[turn % routes.length] ?? '/runs');
    await visit(page, `/runs/${runId((turn * 37) % runs)}`);
  }
  await cdp.send('HeapProfiler.collectGarbage');
  const { usedSize } = await cdp.send('Runtime.getHeapUsage');
  return { name: `heap of the page after ${minutes} minutes of use`, value: usedSize / 1e6, limit: 200, unit: 'MB' };
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? NaN;
}
