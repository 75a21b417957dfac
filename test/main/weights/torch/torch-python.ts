/** A Python that has PyTorch, where there is one. */
import { execFileSync, spawnSync } from 'node:child_process';
import { join } from 'node:path';

const scripts = join(import.meta.dirname, '../../../torch');

/** `TORCH_PYTHON` alone where it is set, else Debian's python3, else the first in PATH; null without PyTorch. */
export function findTorchPython(): string | null {
  const python = findPython('import torch');
  if (python === null) {
    process.stderr.write(
      'Skipped: tests against PyTorch, because no Python with it was found (apt-get install python3-torch).\n',
    );
  }
  return python;
}

/** The first of the same that runs `code`, which imports what is needed; `variable` names the one that is taken alone. */
export function findPython(code: string, variable = 'TORCH_PYTHON'): string | null {
  const chosen = process.env[variable];
  const candidates = chosen ? [chosen] : ['/usr/bin/python3', 'python3'];
  return candidates.find((python) => spawnSync(python, ['-c', code], { stdio: 'ignore' }).status === 0) ?? null;
}

/** Standard output of one of the scripts in test/torch. */
export function runTorchScript(python: string, script: string, ...args: string[]): string {
  return execFileSync(python, [join(scripts, script), ...args], { encoding: 'utf8' });
}
