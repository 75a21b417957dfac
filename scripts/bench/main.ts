/** `npm run bench`: what was asked for is measured, shown, and written into a JSON. */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { promisify } from 'node:util';
import { CommanderError } from 'commander';
import { measure, type Places } from './measure';
import { readOptions } from './options';
import { BenchRecord } from './record';
import { markdownSection, textReport } from './report';
import { refreshPage } from './page';

/** Resolves to the exit status: 0, or 1 when something that was asked for failed. */
export async function bench(args: readonly string[], places: Places): Promise<number> {
  try {
    const options = readOptions(args);
    if (options.from.length > 0) {
      const records = await Promise.all(options.from.map(readRecord));
      for (const record of records) show(record);
      if (options.writeDocs) await writeDocs(records, places);
      return 0;
    }
    const { failures, ...measured } = await measure(options, places, tell);
    const record = { ...measured, commit: await commitOf(places.root) };
    const path =
      options.out ?? join(places.root, 'bench-results', `${record.date.replaceAll(':', '-').slice(0, 19)}.json`);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, `${JSON.stringify(record, null, 1)}\n`);
    show(record);
    tell(`\nWritten to ${path}`);
    if (options.writeDocs) await writeDocs([record], places);
    for (const failure of failures) tell(`Failed: ${failure}`);
    return failures.length > 0 ? 1 : 0;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode;
    throw error;
  }
}

async function readRecord(path: string): Promise<BenchRecord> {
  return BenchRecord.parse(JSON.parse(await readFile(path, 'utf8')));
}

function show(record: BenchRecord): void {
  process.stdout.write(`\n${textReport(record)}\n`);
}

async function writeDocs(records: readonly BenchRecord[], { root }: Places): Promise<void> {
  const path = join(root, 'docs/performance.md');
  const page = await readFile(path, 'utf8');
  await writeFile(path, refreshPage(page, records.map(markdownSection).join('\n\n')));
  tell(`The figures stand in ${relative(process.cwd(), path)}`);
}

/** A pack has it in a file; null where neither that nor a clone is. */
async function commitOf(root: string): Promise<string | null> {
  const file = join(root, 'commit');
  if (existsSync(file)) return (await readFile(file, 'utf8')).trim();
  try {
    const { stdout } = await promisify(execFile)('git', ['-C', root, 'describe', '--always', '--dirty']);
    return stdout.trim();
  } catch {
    return null;
  }
}

/** Progress goes to stderr: stdout has the tables alone. */
function tell(line: string): void {
  process.stderr.write(`${line}\n`);
}
