/** Weights as a TensorFlow.js model and back: `tf.io.ModelArtifacts`, which stock tfjs loads with tf.loadLayersModel. */
import type { io } from '@tensorflow/tfjs-core';
import { z } from 'zod';
import { AppError } from '../../shared/errors';
import { classNames } from '../../shared/task';
import { preprocessing } from '../images/preprocessing';
import type { NamedTensor, Weights } from '../weights/weights';
import { findNetwork } from './index';
import { matchWeights } from './match-weights';
import { modelTopology } from './model-topology';
import { elementCount } from './parameter-list';

/** What `userDefinedMetadata` of an exported model says. */
export const ModelMetadata = z.object({
  network: z.string(),
  imageSize: z.number().int().min(1),
  /** Order of the outputs. */
  classNames: z.array(z.string()),
  output: z.literal('softmax'),
  preprocessing: z.object({
    /** Bytes are mapped as (byte / 255 - mean) / standardDeviation, that is to [-1, 1]. */
    mean: z.number(),
    standardDeviation: z.number(),
    channels: z.literal('RGB'),
    resize: z.string(),
  }),
});
export type ModelMetadata = z.infer<typeof ModelMetadata>;

export interface ImportedWeights {
  readonly networkId: string;
  readonly imageSize: number;
  readonly weights: Weights;
}

/** The model's output is a softmax [batch, 2] over fake and real; its input [batch, size, size, 3] in [-1, 1]. */
export function modelArtifacts(networkId: string, imageSize: number, weights: Weights): io.ModelArtifacts {
  const network = findNetwork(networkId);
  const { topology, weightNames } = modelTopology(network, imageSize);
  const ordered = matchWeights(network, weights, { imageSize, source: 'set of weights' });
  const data = new Float32Array(ordered.reduce((sum, tensor) => sum + tensor.data.length, 0));
  let offset = 0;
  const weightSpecs = ordered.map(({ name, shape, data: values }): io.WeightsManifestEntry => {
    data.set(values, offset);
    offset += values.length;
    return { name: weightNames.get(name) ?? name, shape: [...shape], dtype: 'float32' };
  });
  const metadata: ModelMetadata = {
    network: networkId,
    imageSize,
    classNames: [...classNames],
    output: 'softmax',
    preprocessing,
  };
  return {
    modelTopology: topology,
    format: 'layers-model',
    generatedBy: 'CoReD Workbench',
    convertedBy: null,
    weightSpecs,
    weightData: data.buffer,
    userDefinedMetadata: metadata,
  };
}

/**
 * Reads artifacts that `modelArtifacts` made, or that tfjs saved after loading them.
 * Throws AppError('bad-input') for another program's model and for missing, extra or mis-shaped tensors.
 */
export function weightsFromArtifacts(artifacts: io.ModelArtifacts): ImportedWeights {
  const { networkId, imageSize } = modelOf(artifacts);
  return { networkId, imageSize, weights: matched(readTensors(artifacts), { networkId, imageSize }) };
}

/** Throws as `weightsFromArtifacts` does, before any weights are read: for names and shapes. */
export function refuseUnlikeArtifacts(artifacts: Omit<io.ModelArtifacts, 'weightData'>): void {
  const { weightSpecs = [] } = artifacts;
  const tensors = weightSpecs.map(({ name, shape }) => ({ name, shape, data: new Float32Array(0) }));
  matched(tensors, modelOf(artifacts));
}

function modelOf(artifacts: io.ModelArtifacts): { networkId: string; imageSize: number } {
  const parsed = ModelMetadata.safeParse(artifacts.userDefinedMetadata);
  if (!parsed.success) {
    const message =
      'This TensorFlow.js model does not say which network it holds. Give a model.json that the workbench exported.';
    throw new AppError('bad-input', message, { cause: parsed.error });
  }
  return { networkId: parsed.data.network, imageSize: parsed.data.imageSize };
}

/** Under the names of ours, in their order. */
function matched(
  tensors: readonly NamedTensor[],
  { networkId, imageSize }: { networkId: string; imageSize: number },
): Weights {
  const network = findNetwork(networkId);
  const { weightNames } = modelTopology(network, imageSize);
  const ours = new Map([...weightNames].map(([name, exported]) => [exported, name]));
  const renamed = tensors.map((tensor) => ({ ...tensor, name: ours.get(tensor.name) ?? tensor.name }));
  return matchWeights(network, renamed, { imageSize, source: 'TensorFlow.js model' });
}

function readTensors({ weightSpecs = [], weightData }: io.ModelArtifacts): NamedTensor[] {
  const bytes = joinBytes(weightData);
  let offset = 0;
  return weightSpecs.map(({ name, shape, dtype, quantization }) => {
    if (dtype !== 'float32' || quantization !== undefined) {
      throw new AppError('bad-input', `Tensor "${name}" is not plain float32. Export the model without quantisation.`);
    }
    const end = offset + elementCount(shape) * Float32Array.BYTES_PER_ELEMENT;
    if (end > bytes.byteLength) {
      throw new AppError('damaged', `The weights end at byte ${bytes.byteLength}, in the middle of tensor "${name}".`);
    }
    const data = new Float32Array(bytes.slice(offset, end));
    offset = end;
    return { name, shape, data };
  });
}

/** tfjs hands weights over as one buffer or as one per shard. */
function joinBytes(data: io.WeightData | undefined): ArrayBuffer {
  const parts = data === undefined ? [] : Array.isArray(data) ? data : [data];
  const joined = new Uint8Array(parts.reduce((sum, part) => sum + part.byteLength, 0));
  let offset = 0;
  for (const part of parts) {
    joined.set(new Uint8Array(part), offset);
    offset += part.byteLength;
  }
  return joined.buffer;
}
