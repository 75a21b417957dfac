/** Follows an experiment's runs to their end, then prints what came of them, and compares them. */
import type { Experiment, RunSummary } from '../../shared/run';
import type { Workbench } from '../workbench-api';
import type { CommandSurroundings } from './command-surroundings';
import { comparisonText } from './comparison-text';
import { matrixText, runReport } from './run-report';
import { trainUntilEnded } from './train-until-ended';

export async function trainAndReport(work: {
  workbench: Workbench;
  experiment: Experiment;
  surroundings: CommandSurroundings;
}): Promise<void> {
  const { workbench, experiment, surroundings } = work;
  const { terminal, setStatus } = surroundings;
  const runIds = experiment.runs.map(({ id }) => id);
  const runs = await trainUntilEnded({ workbench, terminal }, runIds);
  const comparison = await workbench.call('comparison/get', { runIds });
  const texts = [...runs.map(matrixText), ...(runs.length > 1 ? [comparisonText(comparison)] : [])];
  terminal.result({ ...experimentReport(experiment, runs), comparison }, texts.join('\n\n'));
  if (runs.some(({ state }) => state !== 'complete')) setStatus(1);
}

export function experimentReport({ id, name }: Experiment, runs: readonly RunSummary[]) {
  return { experiment: { id, name }, runs: runs.map(runReport) };
}
