/**
 * Mutated and special files, two thousand of them (CORED_FAULTS_SHORT=1: about two hundred): each is read or refused by
 * name, within five seconds, in less than a gibibyte of memory. Seeded: FAULTS_SEED, 1 unless given.
 */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { UnfitFile } from '../../../src/main/files/plain-file';
import { AppError } from '../../../src/shared/errors';
import { RandomStream } from '../../../src/shared/random';
import { largeFiles } from './large-files';
import { mutated } from './mutate';
import { everyReader, type Reader } from './readers';
import { specialFiles } from './special-files';
import { watchForHangs, type Watch } from './watched';

const isShort = process.env['CORED_FAULTS_SHORT'] === '1';
const seed = process.env['FAULTS_SEED'] ?? '1';
const mutations = isShort ? 100 : 1800;
const longestMs = 5000;
const mostMib = 1024;
const wholeMs = 1_800_000;

let scratch = '';
let readers: Reader[] = [];
let watch: Watch | undefined;
const told = { files: 0, read: 0, refused: 0, slowestMs: 0, slowest: '' };
const failures: string[] = [];

beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'cored-faults-'));
  readers = await everyReader(scratch);
  watch = watchForHangs();
}, 120_000);
afterAll(async () => {
  await watch?.end();
  await rm(scratch, { recursive: true, force: true });
  const mib = Math.round(process.resourceUsage().maxRSS / 1024);
  const slowest = `${Math.round(told.slowestMs)} ms (${told.slowest})`;
  process.stdout.write(
    `${told.files} files: ${told.read} read, ${told.refused} refused; slowest ${slowest}; most memory ${mib} MiB; seed ${seed}\n`,
  );
});

const hung = Symbol('hung');

/** Reads one file, and notes whatever is not as it should be under `name`. */
async function tryFile(name: string, read: () => Promise<unknown>, files = 1): Promise<void> {
  watch?.beat();
  told.files += files;
  const startedAt = performance.now();
  const limit = new AbortController();
  try {
    const timeOut = sleep(files * longestMs, hung, { signal: limit.signal, ref: true });
    timeOut.catch(() => undefined);
    if ((await Promise.race([read(), timeOut])) === hung) failures.push(`${name}: still held up after 5 s`);
    else told.read += files;
  } catch (error) {
    told.refused += 1;
    if (!isRefusal(error)) failures.push(`${name}: ${error instanceof Error ? (error.stack ?? '') : String(error)}`);
  } finally {
    limit.abort();
  }
  const tookMs = performance.now() - startedAt;
  if (tookMs > files * longestMs) failures.push(`${name}: took ${Math.round(tookMs)} ms`);
  const eachMs = tookMs / files;
  if (eachMs > told.slowestMs) Object.assign(told, { slowestMs: eachMs, slowest: name });
}

/** Said in words of ours, or by the system about the file. */
function isRefusal(error: unknown): boolean {
  if (error instanceof AppError) return error.code !== 'internal';
  // EIO and EINVAL: what /proc/self/mem, which says that it is a plain file, answers to whoever reads or writes it.
  const systems = ['ENOENT', 'ELOOP', 'EACCES', 'EISDIR', 'ENOTDIR', 'ENXIO', 'EPERM', 'EIO', 'EINVAL'];
  return (
    error instanceof UnfitFile || (error instanceof Error && 'code' in error && systems.includes(String(error.code)))
  );
}

function expectNoFailure(): void {
  expect(failures.splice(0)).toEqual([]);
  expect(process.resourceUsage().maxRSS / 1024, 'MiB').toBeLessThan(mostMib);
}

describe('a file that was changed', () => {
  it('is read or refused', { timeout: wholeMs }, async () => {
    const random = new RandomStream(`faults ${seed}`);
    const all = readers.flatMap(({ seeds }) => seeds.map(({ bytes }) => bytes));
    for (const reader of readers) {
      const count = Math.ceil((mutations * reader.share) / 100);
      for (let index = 0; index < count; index += 1) {
        const original = reader.seeds[index % reader.seeds.length];
        if (original === undefined) continue;
        const folder = join(scratch, `${reader.id.replaceAll(' ', '-')}-${index}`);
        await mkdir(folder);
        for (const { name, bytes } of [...reader.seeds, ...(original.beside ?? [])]) {
          if (reader.id === 'files of a run' || original.beside?.some((one) => one.name === name))
            await writeFile(join(folder, name), bytes);
        }
        // Of a model in several files, now and then one of the others.
        const targets = [original, ...(original.beside ?? [])];
        const target = targets[random.integer(targets.length)] ?? original;
        const { how, bytes } = mutated(target.bytes, random, all);
        await writeFile(join(folder, original.name), original.bytes);
        await writeFile(join(folder, target.name), bytes);
        await tryFile(`${reader.id} ${index}, ${target.name}, ${how}`, () => reader.read(join(folder, original.name)));
        await rm(folder, { recursive: true });
      }
    }
    expectNoFailure();
  });
});

describe.skipIf(process.platform === 'win32')('what is no file', () => {
  it('is refused by whoever reads files, and holds nobody up', { timeout: wholeMs }, async () => {
    for (const reader of readers) {
      for (const [kind, make] of Object.entries(specialFiles)) {
        const folder = await mkdtemp(join(scratch, 'special-'));
        const path = join(folder, placeOf(reader));
        await mkdir(dirname(path), { recursive: true });
        await make(path);
        await tryFile(`${reader.id}: ${kind}`, () => reader.read(path));
        await rm(folder, { recursive: true });
      }
    }
    expectNoFailure();
  });
});

/** Where the reader looks for its file. */
function placeOf({ id, seeds }: Reader): string {
  if (id === 'image of a task') return 'task/train/real/special.png';
  if (id === 'mapping') return 'special.json';
  if (id === 'log of SQLite beside the registry') return 'registry.sqlite-wal';
  return seeds[0]?.name ?? 'special';
}

describe('a file that claims to be huge', () => {
  it('is refused, or shown in the memory that there is', { timeout: wholeMs }, async () => {
    const folder = await mkdtemp(join(scratch, 'large-'));
    for (const { name, make, read, isSlow } of largeFiles) {
      if (isShort && isSlow) continue;
      const paths = await make(folder);
      await tryFile(name, () => read(paths), paths.length);
    }
    expectNoFailure();
  });
});
