/** Seeded random numbers: independent streams named by what they are for, so that resuming needs no generator state. */

/** One stream: xoshiro128** (Blackman and Vigna), 32 bits a draw. */
export class RandomStream {
  private readonly state: Uint32Array;

  /** `key` names the stream; equal keys give equal streams. */
  constructor(key: string) {
    // Four hashes of the key under four prefixes; the generator only asks that not all words are zero.
    this.state = Uint32Array.from([0, 1, 2, 3], (word) => hash(`${word}|${key}`) || word + 1);
  }

  /** An integer in [0, 2^32). */
  nextUint32(): number {
    const state = this.state;
    // Indexed: taking an array apart by its iterator is many times slower, and networks ask for millions of numbers.
    const a = state[0] ?? 0;
    const b = state[1] ?? 0;
    const c = state[2] ?? 0;
    const d = state[3] ?? 0;
    const result = Math.imul(rotateLeft(Math.imul(b, 5), 7), 9) >>> 0;
    const mixedC = c ^ a;
    const mixedD = d ^ b;
    state[0] = a ^ mixedD;
    state[1] = b ^ mixedC;
    state[2] = mixedC ^ (b << 9);
    state[3] = rotateLeft(mixedD, 11);
    return result;
  }

  /** Uniform in [0, 1), 53 bits. */
  uniform(): number {
    const high = this.nextUint32() >>> 5;
    const low = this.nextUint32() >>> 6;
    return (high * 2 ** 26 + low) / 2 ** 53;
  }

  /** A whole number in [0, count). */
  integer(count: number): number {
    return Math.floor(this.uniform() * count);
  }

  /** Standard normal (Marsaglia's polar method). */
  normal(): number {
    for (;;) {
      const x = 2 * this.uniform() - 1;
      const y = 2 * this.uniform() - 1;
      const radius = x * x + y * y;
      if (radius > 0 && radius < 1) return x * Math.sqrt((-2 * Math.log(radius)) / radius);
    }
  }

  /** Gamma with the given shape and scale 1 (Marsaglia and Tsang, 2000). */
  gamma(shape: number): number {
    if (shape < 1) return this.gamma(shape + 1) * (1 - this.uniform()) ** (1 / shape);
    const d = shape - 1 / 3;
    const c = 1 / Math.sqrt(9 * d);
    for (;;) {
      const x = this.normal();
      const v = (1 + c * x) ** 3;
      if (v > 0 && Math.log(1 - this.uniform()) < 0.5 * x * x + d - d * v + d * Math.log(v)) return d * v;
    }
  }

  /** Beta(a, b), as the share of the first of two gammas. */
  beta(a: number, b: number): number {
    const first = this.gamma(a);
    const second = this.gamma(b);
    // Both can underflow to 0 for tiny shapes; Beta is then as good as a coin.
    return first + second > 0 ? first / (first + second) : this.integer(2);
  }

  /** The numbers 0 to count - 1 in random order (Fisher and Yates). */
  permutation(count: number): Uint32Array {
    const order = Uint32Array.from({ length: count }, (_, index) => index);
    for (let last = count - 1; last > 0; last--) {
      const other = this.integer(last + 1);
      const kept = order[last] ?? 0;
      order[last] = order[other] ?? 0;
      order[other] = kept;
    }
    return order;
  }
}

/** The stream for one purpose at one place of the training, e.g. `randomStream(seed, 'shuffle', stage, epoch)`. */
export function randomStream(seed: number, purpose: string, ...place: readonly (number | string)[]): RandomStream {
  return new RandomStream([seed, purpose, ...place].join('/'));
}

/** FNV-1a over UTF-16 code units, then murmur3's finaliser so that near keys differ in every bit. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) value = Math.imul(value ^ text.charCodeAt(index), 0x01000193);
  value = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
  value = Math.imul(value ^ (value >>> 13), 0xc2b2ae35);
  return (value ^ (value >>> 16)) >>> 0;
}

function rotateLeft(value: number, bits: number): number {
  return (value << bits) | (value >>> (32 - bits));
}
