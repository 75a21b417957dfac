/** `show RUN --as-file`: the experiment that would make a run, or all runs of an experiment, again. */
import type { Terminal } from './terminal';
import { findRunsOf } from './find-runs-of';
import { withWorkbench, type WorkspaceOption } from './session';

/** YAML, or JSON with --json; both are what `run --file` takes. */
export async function showAsFile(given: string, flags: WorkspaceOption, terminal: Terminal): Promise<void> {
  await withWorkbench({ ...flags, terminal }, async (workbench) => {
    const runIds = await findRunsOf(workbench, given);
    const { request, notes } = await workbench.call('experiment/again', { runIds });
    for (const note of notes) terminal.say(`Note: ${note}`);
    const [yaml, json] = await Promise.all([
      workbench.call('experiment/write', { request, format: 'yaml' }),
      workbench.call('experiment/write', { request, format: 'json' }),
    ]);
    terminal.result(JSON.parse(json.text), yaml.text.trimEnd());
  });
}
