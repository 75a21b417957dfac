/** The Wilcoxon signed-rank test: whether differences of pairs lie about 0, without an assumption on their distribution. */

/**
 * Two-sided exact p over all choices of signs; equal sizes share their mean rank, differences of 0 are left out. Null where
 * none is left. Source: Wilcoxon 1945; with ties the distribution given the ranks (Pratt and Gibbons 1981).
 */
export function wilcoxonSignedRank(differences: readonly number[]): number | null {
  const unequal = differences.filter((value) => value !== 0);
  if (unequal.length === 0) return null;
  const ranks = doubledRanks(unequal.map(Math.abs));
  const positive = unequal.reduce((sum, value, index) => sum + (value > 0 ? (ranks[index] ?? 0) : 0), 0);
  const total = ranks.reduce((sum, rank) => sum + rank, 0);
  const shares = sumDistribution(ranks, total);
  const least = Math.min(positive, total - positive);
  const tail = shares.slice(0, least + 1).reduce((sum, share) => sum + share, 0);
  return Math.min(1, 2 * tail);
}

/** Twice the ranks, so that the mean of two neighbours is whole. */
function doubledRanks(sizes: readonly number[]): number[] {
  return sizes.map((size) => {
    const below = sizes.filter((other) => other < size).length;
    const equal = sizes.filter((other) => other === size).length;
    return 2 * below + equal + 1;
  });
}

/** Share of all choices of signs whose positive ranks add up to each sum from 0 to `total`. */
function sumDistribution(ranks: readonly number[], total: number): number[] {
  const shares = new Array<number>(total + 1).fill(0);
  shares[0] = 1;
  for (const rank of ranks) {
    for (let sum = total; sum >= 0; sum -= 1) {
      shares[sum] = ((shares[sum] ?? 0) + (shares[sum - rank] ?? 0)) / 2;
    }
  }
  return shares;
}
