/** A process that does jobs: entry of out/main/jobs.js, started by job-process.ts. It ends when whoever started it is gone. */
import { AppError, toAppError } from '../../shared/errors';
import { jobHandlers, type JobSurroundings } from './job-handlers';
import { pack, ToJobProcess, unpack, type FromJobProcess } from './job-messages';
import { isJobName, jobs, type JobInput, type JobName, type JobOutput } from './jobs';

// Of a terminal's Ctrl+C, which every process of its group hears, the workbench says what becomes of its jobs.
process.on('SIGINT', () => undefined);

const underWay = new Map<number, AbortController>();

process.on('disconnect', () => process.exit(0));
process.on('message', (value) => {
  const message = ToJobProcess.parse(value);
  if (message.type === 'cancel') underWay.get(message.id)?.abort();
  else void answer(message);
});

async function answer({ id, name, input }: Extract<ToJobProcess, { type: 'start' }>): Promise<void> {
  const cancel = new AbortController();
  underWay.set(id, cancel);
  try {
    if (!isJobName(name)) throw new AppError('internal', `There is no job "${name}".`);
    const output = await carryOut(name, unpack(input), {
      onProgress: (progress: unknown) => tell({ type: 'progress', id, value: pack(progress) }),
      signal: cancel.signal,
    });
    tell({ type: 'done', id, output: pack(output) });
  } catch (error) {
    tell({ type: 'failed', id, error: toAppError(error).toPayload() });
  } finally {
    underWay.delete(id);
  }
}

function carryOut<Name extends JobName>(
  name: Name,
  input: unknown,
  surroundings: JobSurroundings<Name>,
): Promise<JobOutput<Name>> {
  // Checked by the schema under the same name; TypeScript cannot follow the pairing.
  return jobHandlers[name](jobs[name].input.parse(input) as JobInput<Name>, surroundings);
}

function tell(message: FromJobProcess): void {
  process.send?.(message);
}
