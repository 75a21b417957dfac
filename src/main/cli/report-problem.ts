/** `doctor --report`: shows what a report of a problem would hold, and writes it where a person lets it. */
import { resolve } from 'node:path';
import { createInterface } from 'node:readline/promises';
import { AppError } from '../../shared/errors';
import { writeDurably } from '../runs/durable-file';
import type { Workbench } from '../workbench-api';
import type { Terminal } from './terminal';

/** `file`: true where none is named. In a terminal it is asked before the file is written; a script has asked for it. */
export async function reportProblem(workbench: Workbench, file: string | true, terminal: Terminal): Promise<void> {
  const report = await workbench.call('app/report', {});
  if (file === true) {
    terminal.result(report, report.text);
    return;
  }
  const path = resolve(file);
  terminal.say(report.text);
  if (process.stdin.isTTY && !(await isYes(`Write this to ${path}? (y/N) `))) {
    terminal.result({ written: null }, 'Nothing was written.');
    return;
  }
  await writeDurably(path, report.text).catch((cause: unknown) => {
    const reason = cause instanceof Error ? cause.message : String(cause);
    const message = `The report cannot be written to "${path}" (${reason}). Name another file.`;
    throw new AppError('not-permitted', message, { cause });
  });
  terminal.result({ written: path }, `The report is in ${path}.`);
}

async function isYes(question: string): Promise<boolean> {
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return /^y(es)?$/i.test((await lines.question(question)).trim());
  } finally {
    lines.close();
  }
}
