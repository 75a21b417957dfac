/** Entry of the pack: the bench with what is built beside it. */
import { join } from 'node:path';
import { bench } from '../main';

const built = (name: string) => join(import.meta.dirname, name);
process.exitCode = await bench(process.argv.slice(2), {
  root: join(import.meta.dirname, '..'),
  worker: built('bench-worker.js'),
  engineTime: built('bench-engine-time.js'),
});
