/**
 * Depthwise convolution over NHWC feature maps with filters of 3x3, stride 1 and one pixel of padding. The filter is
 * [3, 3, channels]. Channels go by eight, the rest one by one; `zeros` is a row of the input's length that holds zeros.
 */
import { plainConvolution, plainFilterGradient } from './depthwise-plain';
import { gather3x3, sweep3x3 } from './generated/depthwise-3x3';

/** Feature maps of up to this many pixels are swept channel block by channel block, larger ones row by row. */
const smallPixels: i32 = 400;

/** `flips` turns the filter around, which makes the gradient of the input of that of the output. */
export function depthwise3x3(
  input: usize,
  filter: usize,
  output: usize,
  batch: i32,
  height: i32,
  width: i32,
  channels: i32,
  flips: bool,
  zeros: usize,
): void {
  const rowBytes = (<usize>(width * channels)) << 2;
  const whole = channels & ~7;
  for (let image = 0; image < batch; image++) {
    if (height * width <= smallPixels) {
      for (let channel = 0; channel < whole; channel += 8) {
        sweep3x3(input, filter, output, 0, height, height, width, channels, channel, flips, zeros);
      }
    } else {
      for (let row = 0; row < height; row++) {
        for (let channel = 0; channel < whole; channel += 8) {
          sweep3x3(input, filter, output, row, row + 1, height, width, channels, channel, flips, zeros);
        }
      }
    }
    for (let channel = whole; channel < channels; channel++) {
      plainConvolution(input, filter, output, height, width, height, width, channels, channel, 3, 1, 1, 1, flips);
    }
    input += <usize>height * rowBytes;
    output += <usize>height * rowBytes;
  }
}

/** Gradient of the filter of `depthwise3x3`, added to `gradient`. */
export function depthwise3x3FilterGradient(
  input: usize,
  outputGradient: usize,
  gradient: usize,
  batch: i32,
  height: i32,
  width: i32,
  channels: i32,
  zeros: usize,
): void {
  const rowBytes = (<usize>(width * channels)) << 2;
  const whole = channels & ~7;
  for (let image = 0; image < batch; image++) {
    if (height * width <= smallPixels) {
      for (let channel = 0; channel < whole; channel += 8) {
        gather3x3(input, outputGradient, gradient, 0, height, height, width, channels, channel, zeros);
      }
    } else {
      for (let row = 0; row < height; row++) {
        for (let channel = 0; channel < whole; channel += 8) {
          gather3x3(input, outputGradient, gradient, row, row + 1, height, width, channels, channel, zeros);
        }
      }
    }
    for (let channel = whole; channel < channels; channel++) {
      plainFilterGradient(input, outputGradient, gradient, height, width, height, width, channels, channel, 3, 1, 1, 1);
    }
    input += <usize>height * rowBytes;
    outputGradient += <usize>height * rowBytes;
  }
}
