/** Takes out of words about errors where things lie and what people called them: a report is sent to strangers. */
import { EngineId } from '../../shared/recipe';
import { withoutSecrets } from '../logs/without-secrets';

export interface Places {
  readonly program: string;
  readonly workspace: string;
  readonly home: string;
  /** Of datasets, tasks, runs, experiments: their ids too. */
  readonly names: readonly string[];
}

/** Shorter ones would take words apart; they go where they stand in quotes. */
const shortestName = 3;
const ending = String.raw`(?:\.[a-z0-9]{1,12})`;

/**
 * The program's folder becomes `<program>`, what lies in the workspace `<workspace>/<its first part>/...`, every other path
 * `<path>` and its ending, addresses `<address>`, known names `<name>`, and whatever else is quoted `"..."`.
 */
export function withoutPlaces(text: string, places: Places): string {
  const { program, workspace, home, names } = places;
  let left = withoutSecrets(text).replaceAll('file://', '');
  // The longer ones first: one may lie in another.
  const known = [[program, '<program>'] as const, [workspace, '<workspace>'] as const, [home, '~'] as const];
  for (const [place, mark] of known.toSorted(([a], [b]) => b.length - a.length)) {
    if (place.length > 1) left = left.replaceAll(place, mark);
  }
  return withoutNames(shortened(left), names);
}

function shortened(text: string): string {
  return (
    text
      .replace(/\b[a-z][a-z+.-]{1,20}:\/\/[^\s"')]+/gi, '<address>')
      .replace(/<workspace>[\\/]([\w-]+(?:\.[\w.-]+)?)([\\/][^\s"':,)]*)?/g, (_, first: string, rest?: string) =>
        rest === undefined ? `<workspace>/${first}` : `<workspace>/${first}/...${endingOf(rest)}`,
      )
      // In quotes a path may have spaces.
      .replace(new RegExp(String.raw`(["'])[^"'\n<]*[\\/][^"'\n]*?(${ending}?)\1`, 'gi'), '$1<path>$2$1')
      .replace(/(?<![\w>.~@])(?:~|[a-z]:)?[\\/][^\s"'():,;<>]*[^\s"'():,;<>.]/gi, (path) => `<path>${endingOf(path)}`)
      .replace(/~[\\/][^\s"'():,;<>]*[^\s"'():,;<>.]/g, (path) => `<path>${endingOf(path)}`)
      .replace(/(?<![\w<>/.@-])[\w.-]+[\\/][^\s"'():,;<>]*[^\s"'():,;<>.]/g, (path) => `<path>${endingOf(path)}`)
      .replace(/"(?!<(?:path|workspace|program)>)([^"\n]*)"/g, (quoted, word: string) =>
        isOurs(word) ? quoted : '"..."',
      )
  );
}

/** What people have not called so. */
function isOurs(word: string): boolean {
  return EngineId.safeParse(word).success;
}

function withoutNames(text: string, names: readonly string[]): string {
  const longestFirst = [...new Set(names)].filter(({ length }) => length >= shortestName).sort(byLength);
  let left = text;
  for (const name of longestFirst) {
    const plain = name.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
    left = left.replace(new RegExp(String.raw`(?<![\p{L}\p{N}])${plain}(?![\p{L}\p{N}])`, 'gu'), '<name>');
  }
  return left;
}

function byLength(a: string, b: string): number {
  return b.length - a.length;
}

function endingOf(path: string): string {
  return new RegExp(`${ending}$`, 'i').exec(path)?.[0] ?? '';
}
