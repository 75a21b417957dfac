/** Ends the process where one file holds it up for good: a loop lets no timer run, and no test's time run out. */
import { Worker } from 'node:worker_threads';

const lookMs = 1000;
const longestMs = 60_000;

const script = `
const { workerData } = require('node:worker_threads');
const beats = new Int32Array(workerData.beats);
let last = 0, since = Date.now();
setInterval(() => {
  const beat = Atomics.load(beats, 0);
  if (beat !== last) { last = beat; since = Date.now(); return; }
  if (beat < 0 || Date.now() - since < ${longestMs}) return;
  require('node:fs').writeSync(2, 'File ' + beat + ' of the campaign has held the process up for a minute.\\n');
  process.kill(process.pid, 'SIGKILL');
}, ${lookMs});`;

export interface Watch {
  /** A file is about to be read. */
  beat(): void;
  end(): Promise<unknown>;
}

export function watchForHangs(): Watch {
  const beats = new SharedArrayBuffer(4);
  const count = new Int32Array(beats);
  const worker = new Worker(script, { eval: true, workerData: { beats } });
  return { beat: () => void Atomics.add(count, 0, 1), end: () => worker.terminate() };
}
