/** The same content called fake here and real there, within a task or in two of them. */
import { basename, join, relative } from 'node:path';
import { switchText } from '../../../shared/audit';
import type { Problem } from '../../../shared/task';
import type { AuditedImage, AuditedTask } from './audited-image';
import { listedFiles, listedFindings } from './audited-image';

export function labelConflictProblems(tasks: readonly AuditedTask[], root: string): Problem[] {
  const known = new Map<string, { task: AuditedTask; image: AuditedImage }>();
  const conflicts: { message: string; path: string }[] = [];
  for (const task of tasks) {
    for (const image of task.images) {
      const first = known.get(image.hash);
      if (first === undefined) known.set(image.hash, { task, image });
      else if (first.image.className !== image.className) {
        const path = join(task.path, image.file);
        const [before, now] = [first, { task, image }].map((one) => `${basename(one.task.path)}/${one.image.file}`);
        const message =
          `The same image is ${first.image.className} in task "${first.task.name}" and ${image.className} in task ` +
          `"${task.name}": "${before}" and "${now}". Remove the one that is wrong, or ${switchText('label-conflict')}.`;
        conflicts.push({ message, path });
      }
    }
  }
  const problems = conflicts.slice(0, listedFindings).map(({ message, path }): Problem => {
    return { severity: 'warning', code: 'label-conflict', path, message };
  });
  if (conflicts.length > listedFindings) {
    const message =
      `${conflicts.length} images are both fake and real; the first ${listedFindings} are listed. ` +
      `Look through the labels, or ${switchText('label-conflict')}.`;
    const files = conflicts.slice(0, listedFiles).map(({ path }) => relative(root, path));
    problems.push({ severity: 'warning', code: 'label-conflict', path: root, message, files });
  }
  return problems;
}
