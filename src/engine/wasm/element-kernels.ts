/** Kernels that pass over values or channels one by one. */
import * as tf from '@tensorflow/tfjs-core';
import { z } from 'zod';
import { inputOf, isFloat, numberedInputs, ofRank4 } from '../kernel-inputs';
import { KernelMemory } from './kernel-memory';

const backendName = 'wasm';

/** `stock` computes other types. */
export function relu(stock: tf.KernelFunc): tf.KernelConfig {
  return {
    kernelName: 'Relu',
    backendName,
    kernelFunc: (received) => {
      const input = inputOf(received, 'x');
      if (!isFloat(input)) return stock(received);
      const memory = KernelMemory.of(received.backend);
      const output = memory.allocate(input.shape);
      memory.call('relu', memory.address(input), memory.address(output), tf.util.sizeFromShape(input.shape));
      return output;
    },
  };
}

export const reluGradient: tf.KernelConfig = {
  kernelName: 'ReluGradient',
  backendName,
  kernelFunc: (received) => {
    const [outer, output] = [inputOf(received, 'dy'), inputOf(received, 'y')];
    const memory = KernelMemory.of(received.backend);
    const gradient = memory.allocate(output.shape);
    const count = tf.util.sizeFromShape(output.shape);
    memory.call('reluGradient', memory.address(outer), memory.address(output), memory.address(gradient), count);
    return gradient;
  },
};

/** `stock` computes sums of other types and those that broadcast. */
export function add(stock: tf.KernelFunc): tf.KernelConfig {
  return {
    kernelName: 'Add',
    backendName,
    kernelFunc: (received) => {
      const [a, b] = [inputOf(received, 'a'), inputOf(received, 'b')];
      if (!isFloat(a) || !isFloat(b) || !tf.util.arraysEqual(a.shape, b.shape)) return stock(received);
      const memory = KernelMemory.of(received.backend);
      const output = memory.allocate(a.shape);
      const count = tf.util.sizeFromShape(a.shape);
      memory.call('add', memory.address(a), memory.address(b), memory.address(output), count);
      return output;
    },
  };
}

export const channelMeans: tf.KernelConfig = {
  kernelName: 'ChannelMeans',
  backendName,
  kernelFunc: (received) => {
    const input = inputOf(received, 'x');
    const [batch, height, width, channels] = ofRank4(input.shape);
    const memory = KernelMemory.of(received.backend);
    const output = memory.allocate([batch, channels]);
    const addresses = [memory.address(input), memory.address(output)] as const;
    memory.call('channelMeans', ...addresses, batch, height * width, channels);
    return output;
  },
};

const MapSize = z.object({ height: z.number(), width: z.number() });

export const channelMeansGradient: tf.KernelConfig = {
  kernelName: 'ChannelMeansGradient',
  backendName,
  kernelFunc: (received) => {
    const outer = inputOf(received, 'dy');
    const { height, width } = MapSize.parse(received.attrs);
    const [batch = 0, channels = 0] = outer.shape;
    const memory = KernelMemory.of(received.backend);
    const gradient = memory.allocate([batch, height, width, channels]);
    const addresses = [memory.address(outer), memory.address(gradient)] as const;
    memory.call('channelMeansGradient', ...addresses, batch, height * width, channels);
    return gradient;
  },
};

export const scaleChannels: tf.KernelConfig = {
  kernelName: 'ScaleChannels',
  backendName,
  kernelFunc: (received) => {
    const [input, factor] = [inputOf(received, 'x'), inputOf(received, 'factor')];
    const [batch, height, width, channels] = ofRank4(input.shape);
    const memory = KernelMemory.of(received.backend);
    const output = memory.allocate(input.shape);
    const addresses = [memory.address(input), memory.address(factor), memory.address(output)] as const;
    memory.call('scaleChannels', ...addresses, batch, height * width, channels);
    return output;
  },
};

export const scaleChannelsGradient: tf.KernelConfig = {
  kernelName: 'ScaleChannelsGradient',
  backendName,
  kernelFunc: (received) => {
    const [outer, input, factor] = [inputOf(received, 'dy'), inputOf(received, 'x'), inputOf(received, 'factor')];
    const [batch, height, width, channels] = ofRank4(input.shape);
    const memory = KernelMemory.of(received.backend);
    const gradients = [memory.allocate(input.shape), memory.allocate(factor.shape)];
    const addresses = [outer, input, factor, ...gradients].map((tensor) => memory.address(tensor));
    memory.call('scaleChannelsGradient', ...addresses, batch, height * width, channels);
    return gradients;
  },
};

/** Changes weights and velocities in place, which are therefore not to be shared with other tensors. */
export const momentumUpdates: tf.KernelConfig = {
  kernelName: 'MomentumUpdates',
  backendName,
  kernelFunc: (received) => {
    const memory = KernelMemory.of(received.backend);
    const factors = [...memory.values(inputOf(received, 'factors'))];
    for (const tensors of numberedInputs(received, ['weight', 'velocity', 'gradient'])) {
      const count = tf.util.sizeFromShape(tensors[0]?.shape ?? []);
      const addresses = tensors.map((tensor) => memory.address(tensor));
      memory.call('momentumUpdate', ...addresses, ...factors, count);
    }
    return [];
  },
};

/** Changes weights and moments in place, which are therefore not to be shared with other tensors. */
export const adamUpdates: tf.KernelConfig = {
  kernelName: 'AdamUpdates',
  backendName,
  kernelFunc: (received) => {
    const memory = KernelMemory.of(received.backend);
    const factors = [...memory.values(inputOf(received, 'factors'))];
    for (const tensors of numberedInputs(received, ['weight', 'first', 'second', 'gradient'])) {
      const count = tf.util.sizeFromShape(tensors[0]?.shape ?? []);
      const addresses = tensors.map((tensor) => memory.address(tensor));
      memory.call('adamUpdate', ...addresses, ...factors, count);
    }
    return [];
  },
};

const AverageAttributes = z.object({ keep: z.array(z.number()), share: z.array(z.number()) });

export const movingAverages: tf.KernelConfig = {
  kernelName: 'MovingAverages',
  backendName,
  kernelFunc: (received) => {
    const { keep, share } = AverageAttributes.parse(received.attrs);
    const memory = KernelMemory.of(received.backend);
    return numberedInputs(received, ['average', 'value']).map((tensors, index) => {
      const shape = tensors[0]?.shape ?? [];
      const output = memory.allocate(shape);
      const addresses = [...tensors, output].map((tensor) => memory.address(tensor));
      const factors = [keep[index] ?? NaN, share[index] ?? NaN] as const;
      memory.call('movingAverage', ...addresses, ...factors, tf.util.sizeFromShape(shape));
      return output;
    });
  },
};
