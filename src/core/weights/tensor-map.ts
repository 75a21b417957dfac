/** Tensors by name: a network's parameters and running statistics, gradients, layers' outputs. */
import type * as tf from '@tensorflow/tfjs-core';

export type TensorMap = ReadonlyMap<string, tf.Tensor>;
