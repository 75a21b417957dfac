/**
 * The cosine transform of 8 by 8 blocks, and back, in the whole numbers of libjpeg's "islow" (jfdctint.c and jidctint.c):
 * Loeffler, Ligtenberg and Moschytz (1989) with 13 fraction bits, and 2 bits more between the two passes.
 */

const fractionBits = 13;
const passBits = 2;

/** Round(value 2^13); named by the value, as there. */
const fixed = {
  c0_298631336: 2446,
  c0_390180644: 3196,
  c0_541196100: 4433,
  c0_765366865: 6270,
  c0_899976223: 7373,
  c1_175875602: 9633,
  c1_501321110: 12299,
  c1_847759065: 15137,
  c1_961570560: 16069,
  c2_053119869: 16819,
  c2_562915447: 20995,
  c3_072711026: 25172,
} as const;

/** In place. Samples less 128 become coefficients times 8. */
export function transformBlock(block: Int32Array): void {
  for (let row = 0; row < 8; row++) transformLine(block, row * 8, { step: 1, shift: fractionBits - passBits });
  for (let column = 0; column < 8; column++) transformLine(block, column, { step: 8, shift: fractionBits + passBits });
}

/** In place. Coefficients become samples less 128, which can lie outside of bytes. */
export function transformBlockBack(block: Int32Array): void {
  for (let column = 0; column < 8; column++) {
    transformLineBack(block, column, { step: 8, shift: fractionBits - passBits });
  }
  for (let row = 0; row < 8; row++) transformLineBack(block, row * 8, { step: 1, shift: fractionBits + passBits + 3 });
}

/** Eight numbers, `step` apart; results lose `shift` bits, rounded. */
interface Line {
  readonly step: number;
  readonly shift: number;
}

function transformLine(block: Int32Array, at: number, { step, shift }: Line): void {
  const value = (place: number) => block[at + place * step] ?? 0;
  const sum0 = value(0) + value(7);
  const sum1 = value(1) + value(6);
  const sum2 = value(2) + value(5);
  const sum3 = value(3) + value(4);
  const half = 1 << (shift - 1);
  const odd = oddPart(value(3) - value(4), value(2) - value(5), value(1) - value(6), value(0) - value(7));

  const even0 = sum0 + sum3;
  const even3 = sum0 - sum3;
  const even1 = sum1 + sum2;
  const even2 = sum1 - sum2;
  const turned = (even2 + even3) * fixed.c0_541196100;
  block[at] = (((even0 + even1) << fractionBits) + half) >> shift;
  block[at + 4 * step] = (((even0 - even1) << fractionBits) + half) >> shift;
  block[at + 2 * step] = (turned + even3 * fixed.c0_765366865 + half) >> shift;
  block[at + 6 * step] = (turned - even2 * fixed.c1_847759065 + half) >> shift;
  block[at + 7 * step] = (odd.first + half) >> shift;
  block[at + 5 * step] = (odd.second + half) >> shift;
  block[at + 3 * step] = (odd.third + half) >> shift;
  block[at + step] = (odd.fourth + half) >> shift;
}

function transformLineBack(block: Int32Array, at: number, { step, shift }: Line): void {
  const value = (place: number) => block[at + place * step] ?? 0;
  const half = 1 << (shift - 1);
  const turned = (value(2) + value(6)) * fixed.c0_541196100;
  const even2 = turned - value(6) * fixed.c1_847759065;
  const even3 = turned + value(2) * fixed.c0_765366865;
  const even0 = (value(0) + value(4)) << fractionBits;
  const even1 = (value(0) - value(4)) << fractionBits;
  const odd = oddPart(value(7), value(5), value(3), value(1));

  const put = (place: number, even: number, part: number) => {
    block[at + place * step] = (even + part + half) >> shift;
    block[at + (7 - place) * step] = (even - part + half) >> shift;
  };
  put(0, even0 + even3, odd.fourth);
  put(1, even1 + even2, odd.third);
  put(2, even1 - even2, odd.second);
  put(3, even0 - even3, odd.first);
}

interface OddPart {
  readonly first: number;
  readonly second: number;
  readonly third: number;
  readonly fourth: number;
}

/** The rotations of the odd half, which are the same both ways. */
function oddPart(first: number, second: number, third: number, fourth: number): OddPart {
  const shared = (first + third + second + fourth) * fixed.c1_175875602;
  const outer = (first + fourth) * -fixed.c0_899976223;
  const inner = (second + third) * -fixed.c2_562915447;
  const ofFirst = (first + third) * -fixed.c1_961570560 + shared;
  const ofSecond = (second + fourth) * -fixed.c0_390180644 + shared;
  return {
    first: first * fixed.c0_298631336 + outer + ofFirst,
    second: second * fixed.c2_053119869 + inner + ofSecond,
    third: third * fixed.c3_072711026 + inner + ofFirst,
    fourth: fourth * fixed.c1_501321110 + outer + ofSecond,
  };
}
