/** Seeds as a person types them: `1, 2, 3` or `1-5`. */
export type Seeds = { readonly seeds: readonly number[] } | { readonly problem: string };

const largestSeed = 0xffffffff;
/** More at once are a mistake: each is trained by itself. */
const mostSeeds = 500;

export function parseSeeds(text: string): Seeds {
  const words = text
    .replace(/(\d)\s*-\s*(?=\d)/g, '$1-')
    .split(/[\s,;]+/)
    .filter(Boolean);
  if (words.length === 0) return { problem: 'Give at least one seed.' };
  const seeds: number[] = [];
  for (const word of words) {
    const [first = NaN, last = first] = /^\d+(-\d+)?$/.test(word) ? word.split('-').map(Number) : [];
    if (!(first <= largestSeed && last <= largestSeed)) {
      return {
        problem: `“${word}” is not a seed. Seeds are whole numbers from 0 to ${largestSeed}, as 1, 2, 3 or 1-5.`,
      };
    }
    if (last < first) return { problem: `“${word}” runs backwards. Write ${last}-${first}.` };
    if (seeds.length + last - first >= mostSeeds) {
      return { problem: `“${text.trim()}” is more than ${mostSeeds} seeds. Give fewer.` };
    }
    for (let seed = first; seed <= last; seed += 1) seeds.push(seed);
  }
  const repeated = seeds.find((seed, index) => seeds.indexOf(seed) < index);
  if (repeated !== undefined) return { problem: `Seed ${repeated} is there twice. Each seed is trained once.` };
  return { seeds };
}

/** As they are typed: `1-5`, `1, 3`. */
export function textOfSeeds(seeds: readonly number[]): string {
  const spans: { first: number; last: number }[] = [];
  for (const seed of seeds) {
    const span = spans.at(-1);
    if (span !== undefined && span.last + 1 === seed) span.last = seed;
    else spans.push({ first: seed, last: seed });
  }
  return spans
    .map(({ first, last }) => {
      if (first === last) return `${first}`;
      return last === first + 1 ? `${first}, ${last}` : `${first}-${last}`;
    })
    .join(', ');
}
