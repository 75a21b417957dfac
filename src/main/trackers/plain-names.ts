/** Names that trackers take as a path of files: letters, digits and a few marks, no two the same on any file system. */

/** For each name a plain one, in the same order; what is plain already stays as it is. */
export function plainNames(names: readonly string[]): string[] {
  const taken = new Set<string>();
  return names.map((name) => {
    const wanted = name.split('/').map(plainSegment).join('/');
    let plain = wanted;
    for (let number = 2; taken.has(plain.toLowerCase()); number += 1) plain = `${wanted}-${number}`;
    taken.add(plain.toLowerCase());
    return plain;
  });
}

/** At its end neither a dot nor a space, which Windows drops; at most 80 characters, so that a path stays below its limits. */
function plainSegment(segment: string): string {
  const plain = segment.replaceAll(/[^\p{L}\p{N}_.\- ]/gu, '_').slice(0, 80);
  return plain.replace(/[. ]$/, '_').replace(/^[. ]/, '_') || '_';
}
