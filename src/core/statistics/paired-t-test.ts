/** The paired t test: whether differences of pairs have a mean other than 0, if they are normally distributed. */

/** Two-sided p, of t with n - 1 degrees of freedom; null with fewer than two differences, or where all are equal. Source: Student 1908. */
export function pairedTTest(differences: readonly number[]): number | null {
  const count = differences.length;
  if (count < 2) return null;
  const mean = differences.reduce((sum, value) => sum + value, 0) / count;
  const squares = differences.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  if (squares === 0) return null;
  const t = mean / Math.sqrt(squares / (count - 1) / count);
  const freedom = count - 1;
  return incompleteBeta(freedom / (freedom + t * t), freedom / 2, 0.5);
}

/**
 * The regularised incomplete beta function I_x(a, b), `x` from 0 to 1, a and b above 0, to about 1e-12.
 * Source: DLMF 8.17.22, its continued fraction by Lentz's method; 8.17.4 where that converges slowly.
 */
export function incompleteBeta(x: number, a: number, b: number): number {
  if (x <= 0) return 0;
  if (x >= 1) return 1;
  if (x > (a + 1) / (a + b + 2)) return 1 - incompleteBeta(1 - x, b, a);
  const front = Math.exp(a * Math.log(x) + b * Math.log1p(-x) + logGamma(a + b) - logGamma(a) - logGamma(b)) / a;
  return front / continuedFraction((step) => coefficient(step, { x, a, b }));
}

/** 1 + d1 / (1 + d2 / (1 + ...)). */
function continuedFraction(term: (step: number) => number): number {
  const least = 1e-300;
  let [value, numerator, denominator] = [1, 1, 0];
  for (let step = 1; step <= 500; step += 1) {
    const d = term(step);
    denominator = 1 + d * denominator;
    numerator = 1 + d / numerator;
    if (Math.abs(denominator) < least) denominator = least;
    if (Math.abs(numerator) < least) numerator = least;
    denominator = 1 / denominator;
    const factor = numerator * denominator;
    value *= factor;
    if (Math.abs(factor - 1) < 1e-15) break;
  }
  return value;
}

function coefficient(step: number, { x, a, b }: { x: number; a: number; b: number }): number {
  const m = Math.floor(step / 2);
  if (step % 2 === 0) return (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
  return (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
}

/** Of x above 0. Source: Lanczos 1964, with g = 7 and nine coefficients (Godfrey). */
function logGamma(x: number): number {
  const coefficients = [
    0.99999999999980993, 676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059,
    12.507343278686905, -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7,
  ];
  const series = coefficients.reduce((sum, value, index) => sum + (index === 0 ? value : value / (x + index - 1)), 0);
  const t = x + 6.5;
  return 0.5 * Math.log(2 * Math.PI) + (x - 0.5) * Math.log(t) - t + Math.log(series);
}
