/** The reading thread's entry: answers calls over a connection to the registry that cannot write. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import { parentPort, workerData, type MessagePort } from 'node:worker_threads';
import { encode } from '../../shared/codec';
import { AppError, toAppError } from '../../shared/errors';
import { packedOutput } from '../calls/answer';
import type { ReadingContext } from '../calls/reading';
import { pathGuard } from '../calls/path-guard';
import { openForReading } from '../registry/open-for-reading';
import { asRegistryError } from '../registry/registry-error';
import type { ReadingRegistry } from '../registry/registry';
import { RunLogs } from '../runs/run-logs';
import { QuestionDesk } from './question-desk';
import { readHere } from './reader';
import { ThreadSetup, ToThread, type FromThread } from './thread-messages';

if (parentPort === null)
  throw new AppError('internal', 'This is the entry of a thread and cannot be started by itself.');
await serve(parentPort, ThreadSetup.parse(workerData));

async function serve(port: MessagePort, setup: ThreadSetup): Promise<void> {
  const send = (message: FromThread, handedOver: ArrayBuffer[] = []) => port.postMessage(message, handedOver);
  const desk = new QuestionDesk(send);
  const registry = await openForReading(setup.registryFile, setup.workspace, setup.sqlite);
  const context: ReadingContext = {
    registry,
    logs: new RunLogs(),
    paths: await pathGuard(setup.roots, setup.workspace),
    recipes: { options: () => desk.options() },
    evaluations: { list: () => desk.evaluations() },
    supervisor: { coresOf: ({ id }) => desk.coresOf(id) },
    version: setup.version,
    slots: setup.slots,
  };
  port.on('message', (raw) => {
    const message = ToThread.parse(raw);
    if (message.type !== 'call') return desk.hear(message);
    const { id, name } = message;
    // Checked by the workbench before it was sent; TypeScript cannot follow the name's input through the message.
    readHere(name, message.input as never, context)
      .then((output) => {
        // Some were left out of the answer: the workbench, which can read them anew, answers itself.
        if (registry.damage.takeRuns().length > 0) throw new AppError('damaged', 'Rows of the registry are damaged.');
        const bytes = encode(packedOutput(name, output));
        send({ type: 'done', id, bytes }, [bytes.buffer]);
      })
      .catch((error: unknown) =>
        send({ type: 'failed', id, error: toAppError(asRegistryError(error, setup.registryFile)).toPayload() }),
      );
  });
  // What cannot be read is told by the call that asks for it.
  await readAhead(registry).catch(() => undefined);
}

/** So that the first list does not have to wait for every row; calls come in between. */
async function readAhead(registry: ReadingRegistry): Promise<void> {
  for (const { id } of registry.runs.experiments()) {
    await nextTurn();
    registry.runs.ofExperiment(id);
  }
}
