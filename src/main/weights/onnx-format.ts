/** A model as one ONNX file, which onnxruntime and every other runtime of the standard load without code of ours. */
import { findNetwork } from '../../core/networks';
import { matchWeights } from '../../core/networks/match-weights';
import { preprocessing } from '../../core/images/preprocessing';
import { classNames } from '../../shared/task';
import type { ExportOptions } from '../../shared/weights';
import type { WrittenFormat } from './model-weights';
import { OnnxGraphBuilder, type OnnxMaps } from './onnx/onnx-graph-builder';
import { writeOnnxModel, type OnnxValue } from './onnx/onnx-model';
import { weightsToTorch } from './torch/network-layout';

const batch = 'batch';

export const onnxFormat: WrittenFormat = {
  files: ({ networkId, imageSize, weights }, name, origin, options) => {
    const network = findNetwork(networkId);
    const matched = matchWeights(network, weights, { imageSize, source: 'set of weights' });
    const builder = new OnnxGraphBuilder();
    const input = inputOf(imageSize, options);
    const constants = options.input === 'bytes' ? normalisationWeights : [];
    const { logits } = network.build<OnnxMaps>(builder, imagesOf(builder, { imageSize, input, options }));
    const output = outputOf(builder, logits, options);
    const bytes = writeOnnxModel({
      name: networkId,
      nodes: builder.nodes,
      weights: [...constants, ...weightsToTorch(network, matched)],
      integers: builder.integers,
      input,
      output: { name: output.name, type: 'float', shape: [batch, classNames.length] },
      metadata: {
        ...origin,
        network: networkId,
        image_size: String(imageSize),
        classes: classNames.join(','),
        input: options.input,
        output: options.output,
      },
    });
    return [{ name: `${name}.onnx`, bytes }];
  },
};

function inputOf(imageSize: number, { input }: ExportOptions): OnnxValue {
  return input === 'bytes'
    ? { name: 'images', type: 'uint8', shape: [batch, imageSize, imageSize, 3] }
    : { name: 'images', type: 'float', shape: [batch, 3, imageSize, imageSize] };
}

const normalisationWeights = [
  { name: 'normalisation.scale', shape: [], data: Float32Array.of(1 / (255 * preprocessing.standardDeviation)) },
  {
    name: 'normalisation.shift',
    shape: [],
    data: Float32Array.of(-preprocessing.mean / preprocessing.standardDeviation),
  },
];

/** Bytes become [batch, 3, size, size] in [-1, 1] inside the model. */
function imagesOf(
  builder: OnnxGraphBuilder,
  { imageSize, input, options }: { imageSize: number; input: OnnxValue; options: ExportOptions },
): OnnxMaps {
  const shape = [3, imageSize, imageSize];
  if (options.input === 'normalised') return { name: input.name, shape };
  const [scale, shift] = normalisationWeights.map(({ name }) => name);
  const add = (operator: string, name: string, inputs: string[], attributes = {}) =>
    builder.append(operator, name, { inputs, shape, attributes }).name;
  const real = add('Cast', 'images.float', [input.name], { to: { int: 1 } });
  const channelsFirst = add('Transpose', 'images.channels_first', [real], { perm: { ints: [0, 3, 1, 2] } });
  const scaled = add('Mul', 'images.scaled', [channelsFirst, scale ?? '']);
  return { name: add('Add', 'images.normalised', [scaled, shift ?? '']), shape };
}

function outputOf(builder: OnnxGraphBuilder, logits: OnnxMaps, { output }: ExportOptions): OnnxMaps {
  const { shape } = logits;
  const inputs = [logits.name];
  return output === 'softmax'
    ? builder.append('Softmax', 'scores', { inputs, shape, attributes: { axis: { int: -1 } } })
    : builder.append('Identity', output, { inputs, shape });
}
