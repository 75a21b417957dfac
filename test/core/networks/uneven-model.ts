/** Weights and images for comparisons of programs: no two alike, so that nothing can be swapped unseen. */
import { randomStream } from '../../../src/core/random';
import type { Network } from '../../../src/core/networks/network';
import { elementCount, listParameters } from '../../../src/core/networks/parameter-list';
import type { Weights } from '../../../src/core/weights/weights';

/** As after a training: every scale, shift and statistic of its own, so that none can be swapped unseen. */
export function unevenWeights(network: Network, imageSize: number): Weights {
  return listParameters(network, imageSize).map(({ name, shape, role, fanIn }) => {
    // Variance 1 / fan-in keeps values near 1 through ReLUs and normalisation; swish shrinks them.
    const gain = network.id === 'efficientnet-b0' ? 1.6 : 1;
    const spread = role === 'kernel' ? (gain * Math.sqrt(3)) / Math.sqrt(fanIn) : 0.2;
    const middle = role === 'scale' || role === 'variance' ? 1 : 0;
    const random = randomStream(3, 'uneven', name);
    const data = new Float32Array(elementCount(shape));
    for (let index = 0; index < data.length; index++) {
      // A short period is uneven enough, and quicker than 20 million random numbers.
      const drawn = index < 4099 ? random.uniform() - 0.5 : 0;
      data[index] = index < 4099 ? middle + 2 * spread * drawn : (data[index - 4099] ?? 0);
    }
    return { name, shape, data };
  });
}

/** Two images [2, size, size, 3] in [-1, 1]. */
export function unevenPixels(imageSize: number): Float32Array {
  const random = randomStream(3, 'images');
  const values = imageSize * imageSize * 3;
  // The second image is paler, else two images of noise look alike to a network that was never trained.
  return Float32Array.from(
    { length: 2 * values },
    (_, index) => (2 * random.uniform() - 1) * (index < values ? 1 : 0.3),
  );
}
