/** Images of val and test that look like one of train, although their files differ. */
import { join } from 'node:path';
import { switchText } from '../../../shared/audit';
import type { Problem } from '../../../shared/task';
import type { AuditedImage, AuditedTask } from './audited-image';
import { listedFiles, listedFindings } from './audited-image';
import { hashDistance } from './perceptual-hash';

/** Bits of 128. With three, one of the four words is the same in both, so that it can be looked up. */
const mostDifferingBits = 3;
/** A word that so many images share says little, and comparing them all would take long. */
const mostCandidates = 200;

export interface Pair {
  readonly first: AuditedImage;
  readonly second: AuditedImage;
}

export function nearDuplicateProblems(task: AuditedTask): Problem[] {
  const pairs = nearDuplicates(task.images, 1);
  const problems = pairs.slice(0, listedFindings).map(({ first, second }): Problem => {
    const path = join(task.path, second.file);
    const message =
      `Two images of task "${task.name}" in ${first.split} and ${second.split} look alike: "${first.file}" ` +
      `and "${second.file}". If they show the same, the scores on ${second.split} flatter: put both into one split, or ${switchText('near-duplicate')}.`;
    return { severity: 'warning', code: 'near-duplicate', path, message };
  });
  if (pairs.length > listedFindings) {
    const message =
      `${pairs.length} images of task "${task.name}" look like one of another split; the first ${listedFindings} are ` +
      `listed. Put frames of one video into one split, or ${switchText('near-duplicate')}.`;
    const files = pairs.slice(0, listedFiles).map(({ second }) => second.file);
    problems.push({ severity: 'warning', code: 'near-duplicate', path: task.path, message, files });
  }
  return problems;
}

/** `second` comes after `first`; at most so many for each second. Exact copies are told of elsewhere. */
export function nearDuplicates(images: readonly AuditedImage[], mostForEach: number): Pair[] {
  const byWord = new Map<string, AuditedImage[]>();
  const pairs: Pair[] = [];
  for (const image of images) {
    if (image.look === null) continue;
    const words = image.look.map((word, index) => `${index} ${word}`);
    const candidates = new Set(words.flatMap((word) => (byWord.get(word) ?? []).slice(0, mostCandidates)));
    let found = 0;
    for (const first of candidates) {
      if (found === mostForEach) break;
      if (first.split === image.split || first.hash === image.hash || !isAlike(first, image)) continue;
      pairs.push({ first, second: image });
      found += 1;
    }
    for (const word of words) {
      const known = byWord.get(word);
      if (known === undefined) byWord.set(word, [image]);
      else if (known.length < mostCandidates) known.push(image);
    }
  }
  return pairs;
}

function isAlike({ look: a }: AuditedImage, { look: b }: AuditedImage): boolean {
  return a !== null && b !== null && hashDistance(a, b) <= mostDifferingBits;
}
