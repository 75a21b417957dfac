import { afterEach, expect, it } from 'vitest';
import { z } from 'zod';
import { LineProcess } from '../../../scripts/bench/line-process';

const started: LineProcess[] = [];
afterEach(async () => {
  for (const one of started.splice(0)) await one.end();
});

/** A Node that does this with every line. */
function echo(onLine: string): LineProcess {
  const script = `require('node:readline').createInterface({ input: process.stdin }).on('line', (line) => { ${onLine} })`;
  const lines = new LineProcess({ name: 'The echo', command: process.execPath, args: ['-e', script] });
  started.push(lines);
  return lines;
}

const Echo = z.object({ value: z.number() });

it('answers one request after the other', async () => {
  const lines = echo('console.log(line)');
  expect(await lines.ask({ value: 1 }, Echo)).toEqual({ value: 1 });
  expect(await lines.ask({ value: 2 }, Echo)).toEqual({ value: 2 });
});

it('throws what the process answers as an error, and lives on', async () => {
  const lines = echo(`console.log(line.includes('7') ? '{"error":"no sevens"}' : line)`);
  await expect(lines.ask({ value: 7 }, Echo)).rejects.toThrow('The echo failed: no sevens');
  expect(await lines.ask({ value: 1 }, Echo)).toEqual({ value: 1 });
});

it('says how a process ended, with what it complained about', async () => {
  const lines = echo(`console.error('out of memory'); process.exitCode = 3; process.stdin.destroy()`);
  await expect(lines.ask({ value: 1 }, Echo)).rejects.toThrow(/it ended with status 3\.\n.*out of memory/s);
});

it('says that a program cannot be started', async () => {
  const lines = new LineProcess({ name: 'The peer', command: '/nowhere/python', args: [] });
  await expect(lines.ask({}, Echo)).rejects.toThrow(/The peer failed: .*ENOENT/);
  await lines.end();
});

it('kills a process that does not end by itself', async () => {
  const lines = echo(`setInterval(() => {}, 1000); console.log(line)`);
  await lines.ask({ value: 1 }, Echo);
  const began = performance.now();
  await lines.end(50);
  expect(performance.now() - began).toBeLessThan(5000);
  await expect(lines.ask({ value: 1 }, Echo)).rejects.toThrow('SIGKILL');
});
