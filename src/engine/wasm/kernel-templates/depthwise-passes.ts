/** Depthwise convolution of any size and stride, and both of its gradients: the same loops around another inner one. */

interface Pass {
  readonly name: string;
  readonly comment: string;
  readonly parameters: readonly string[];
  /** Which parameter is shaped as the input, as the output and as the filter. */
  readonly input: string;
  readonly output: string;
  readonly filter: string;
  /** What is set to zero first. */
  readonly clear: string;
  /** What one tap of eight channels does with the pixels of a row that it sees: `count` of the output from `outputAt`. */
  readonly use: string;
  /** The channels after the last eight: of one row of taps, or of one image. */
  readonly restOfRow: string;
  readonly restOfImage: string;
}

const restOfInputGradient = `
        for (let channel = whole; channel < channels; channel++) {
          const shift = (<usize>channel) << 2;
          for (let x = 0; x < size; x++) {
            const weight = load<f32>(taps + <usize>x * pixel + shift);
            const last = endSeen(x, left, stride, inWidth, outWidth);
            for (let column = firstSeen(x, left, stride); column < last; column++) {
              const at = inputRow + <usize>(column * stride + x - left) * pixel + shift;
              store<f32>(at, load<f32>(at) + weight * load<f32>(outputRow + <usize>column * pixel + shift));
            }
          }
        }`;

const passes: readonly Pass[] = [
  {
    name: 'depthwiseConvolution',
    comment: 'Outputs are overwritten.',
    parameters: ['input', 'filter', 'output'],
    ...{ input: 'input', output: 'output', filter: 'filter' },
    clear: 'memory.fill(output, 0, <usize>(batch * outHeight * outWidth) * pixel);',
    use: 'addScaled(inputAt, <usize>stride * pixel, tap, outputAt, pixel, count);',
    restOfRow: '',
    restOfImage: `
    for (let channel = whole; channel < channels; channel++) {
      plainConvolution(
        input, filter, output, inHeight, inWidth, outHeight, outWidth, channels, channel, size, stride, top, left, false,
      );
    }`,
  },
  {
    name: 'depthwiseInputGradient',
    comment: 'Gradient of the input of `depthwiseConvolution`; overwritten.',
    parameters: ['outputGradient', 'filter', 'gradient'],
    ...{ input: 'gradient', output: 'outputGradient', filter: 'filter' },
    clear: 'memory.fill(gradient, 0, <usize>(batch * inHeight * inWidth) * pixel);',
    use: 'addScaled(outputAt, pixel, tap, inputAt, <usize>stride * pixel, count);',
    restOfRow: restOfInputGradient,
    restOfImage: '',
  },
  {
    name: 'depthwiseFilterGradient',
    comment: 'Gradient of the filter of `depthwiseConvolution`, added to `gradient`.',
    parameters: ['input', 'outputGradient', 'gradient'],
    ...{ input: 'input', output: 'outputGradient', filter: 'gradient' },
    clear: '',
    use: 'addProducts(inputAt, <usize>stride * pixel, outputAt, pixel, tap, count);',
    restOfRow: '',
    restOfImage: `
    for (let channel = whole; channel < channels; channel++) {
      plainFilterGradient(
        input, outputGradient, gradient, inHeight, inWidth, outHeight, outWidth, channels, channel, size, stride, top, left,
      );
    }`,
  },
];

export function depthwisePassesSource(): string {
  return `
/** Filters of any size and stride; \`top\` and \`left\` are pixels of padding. */
import { addProducts, addScaled, endSeen, firstSeen } from '../depthwise-row';
import { plainConvolution, plainFilterGradient } from '../depthwise-plain';
${passes.map(passSource).join('\n')}`;
}

function passSource(pass: Pass): string {
  const { name, comment, parameters, input, output, filter } = pass;
  return `
/** ${comment} */
export function ${name}(
  ${parameters.map((parameter) => `${parameter}: usize,`).join(' ')}
  batch: i32, inHeight: i32, inWidth: i32, outHeight: i32, outWidth: i32, channels: i32, size: i32, stride: i32, top: i32,
  left: i32,
): void {
  const pixel = (<usize>channels) << 2;
  const whole = channels & ~7;
  ${pass.clear}
  for (let image = 0; image < batch; image++) {
    for (let row = 0; row < outHeight; row++) {
      for (let y = 0; y < size; y++) {
        const inRow = row * stride + y - top;
        if (inRow < 0 || inRow >= inHeight) continue;
        const inputRow = ${input} + <usize>(inRow * inWidth) * pixel;
        const outputRow = ${output} + <usize>(row * outWidth) * pixel;
        const taps = ${filter} + <usize>(y * size) * pixel;
        for (let channel = 0; channel < whole; channel += 8) {
          const shift = (<usize>channel) << 2;
          for (let x = 0; x < size; x++) {
            const first = firstSeen(x, left, stride);
            const count = endSeen(x, left, stride, inWidth, outWidth) - first;
            const inputAt = inputRow + <usize>(first * stride + x - left) * pixel + shift;
            const outputAt = outputRow + <usize>first * pixel + shift;
            const tap = taps + <usize>x * pixel + shift;
            ${pass.use}
          }
        }
        ${pass.restOfRow}
      }
    }
    ${pass.restOfImage}
    ${input} += <usize>(inHeight * inWidth) * pixel;
    ${output} += <usize>(outHeight * outWidth) * pixel;
  }
}`;
}
