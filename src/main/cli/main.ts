/** The command line's entry: checks the Node that runs it, then hands over. */
import { oldNodeMessage } from './old-node-message';

const message = oldNodeMessage(process.versions.node);
if (message === null) {
  // Loaded only now: an old Node cannot even load the registry's binary.
  const { runCommandLine } = await import('./run-command-line');
  process.exitCode = await runCommandLine(process.argv.slice(2));
} else {
  process.stderr.write(`${message}\n`);
  process.exitCode = 1;
}
