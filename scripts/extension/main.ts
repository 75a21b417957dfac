/** The counts as a table, the exceptions with their reasons, and an exit status. */
import { countFiles, filesTouched, idleExceptions, type Counted } from './count-files.ts';

/** Prints; 1 where something names a method, augmentation or metric that should not. */
export function printCounts(root: string, print: (line: string) => void): number {
  const counted = countFiles(root);
  const width = Math.max(...counted.map(({ id }) => id.length));
  print(
    `${'kind'.padEnd(14)}${'id'.padEnd(width + 2)}files  its own (beside ${[...new Set(counted.map((one) => one.index))].join(', ')})`,
  );
  for (const one of counted) {
    const files = String(filesTouched(one).length).padStart(5);
    print(`${one.kind.padEnd(14)}${one.id.padEnd(width + 2)}${files}  ${one.files.map(nameOf).join(', ')}`);
  }
  printReasons(counted, print);
  const problems = [
    ...counted.flatMap((one) =>
      one.elsewhere.map(({ path, what }) => `${path} names the ${one.kind} ${one.id}: ${what}`),
    ),
    ...idleExceptions(counted).map((one) => `scripts/extension/exceptions.ts excepts what is not there: ${one}`),
  ];
  for (const problem of problems) print(problem);
  return problems.length > 0 ? 1 : 0;
}

function printReasons(counted: readonly Counted[], print: (line: string) => void): void {
  const reasons = new Map<string, { ids: Set<string>; reason: string }>();
  for (const { id, excepted } of counted) {
    for (const { path, reason } of excepted) {
      const known = reasons.get(path) ?? { ids: new Set(), reason };
      known.ids.add(id);
      reasons.set(path, known);
    }
  }
  print('\nNamed elsewhere on purpose, where another one would change nothing:');
  for (const [path, { ids, reason }] of [...reasons].sort()) print(`  ${path}: ${[...ids].join(', ')}: ${reason}`);
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
