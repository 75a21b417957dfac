/** Seeds as a person types them: `1, 2, 3`. */
export type Seeds = { readonly seeds: readonly number[] } | { readonly problem: string };

const largestSeed = 0xffffffff;

export function parseSeeds(text: string): Seeds {
  const words = text.split(/[\s,;]+/).filter(Boolean);
  if (words.length === 0) return { problem: 'Give at least one seed.' };
  const wrong = words.find((word) => !/^\d+$/.test(word) || Number(word) > largestSeed);
  if (wrong !== undefined)
    return { problem: `“${wrong}” is not a seed. Seeds are whole numbers from 0 to ${largestSeed}.` };
  const seeds = words.map(Number);
  const repeated = seeds.find((seed, index) => seeds.indexOf(seed) < index);
  if (repeated !== undefined) return { problem: `Seed ${repeated} is there twice. Each seed is trained once.` };
  return { seeds };
}
