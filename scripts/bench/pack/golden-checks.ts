/**
 * Entry of the pack: networks and trajectories against PyTorch's numbers, the tests' own files, on the engines that
 * CORED_TESTED_ENGINES names. Arguments choose files, and --name checks by a part of their name; absent: all. Prints a line
 * per check, ends with status 1 when one failed.
 */
import { parseArgs } from 'node:util';
import { runChecks, type CheckResult } from './checks-runner';

const files: Readonly<Record<string, () => Promise<unknown>>> = {
  trajectories: () => import('../../../test/core/training/loop/trajectory.test'),
  xception: () => import('../../../test/core/networks/xception.test'),
  'efficientnet-b0': () => import('../../../test/core/networks/efficientnet-b0.test'),
};

const counts = { passed: 0, failed: 0, skipped: 0 };
const { values, positionals: chosen } = parseArgs({
  options: { name: { type: 'string', default: '' } },
  allowPositionals: true,
});
for (const [name, load] of Object.entries(files)) {
  if (chosen.length > 0 && !chosen.includes(name)) continue;
  await load();
  await runChecks(tell, values.name);
}
process.stdout.write(`${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped\n`);
// A GPU's device would keep the process.
process.exit(counts.failed > 0 || counts.passed === 0 ? 1 : 0);

function tell({ name, outcome, reason }: CheckResult): void {
  counts[outcome] += 1;
  process.stdout.write(`${outcome}: ${name}${reason === null ? '' : ` (${reason})`}\n`);
}
