/** The model card as data: where weights come from, how they score, and how images are put before them. */
import { createHash } from 'node:crypto';
import { preprocessing } from '../../../core/images/preprocessing';
import { classNames } from '../../../shared/task';
import { graphChoices, type ExportFormat, type GraphOptions } from '../../../shared/weights';
import { decodingText } from '../../datasets/decoding-rule';
import type { ModelFile, ModelWeights } from '../model-weights';
import { weightsHash } from '../weights-hash';
import type { CardOrigin } from './card-origin';

export interface ModelCard extends CardOrigin {
  readonly format: 1;
  readonly network: string;
  readonly parameterCount: number;
  readonly classes: readonly string[];
  /** Index of the output that is a fake score. */
  readonly fakeScore: number;
  readonly preprocessing: Preprocessing;
  readonly output: GraphOptions['output'];
  readonly weights: {
    readonly format: ExportFormat;
    /** SHA-256 over names, shapes and values in the network's own layout, the same for every format. */
    readonly hash: string;
    readonly files: readonly { readonly name: string; readonly sizeBytes: number; readonly sha256: string }[];
  };
}

/** What is done to an image file, from first to last. */
interface Preprocessing {
  readonly decode: string;
  readonly resize: { readonly width: number; readonly height: number; readonly method: string; readonly crop: false };
  readonly channels: string;
  /** The model takes bytes and does the two steps below itself. */
  readonly insideModel: boolean;
  readonly rescaleFactor: number;
  readonly mean: readonly number[];
  readonly standardDeviation: readonly number[];
  readonly layout: 'batch, channels, height, width' | 'batch, height, width, channels';
}

export interface CardSubject {
  readonly model: ModelWeights;
  readonly format: ExportFormat;
  readonly options: GraphOptions;
  readonly files: readonly ModelFile[];
}

export function modelCard(origin: CardOrigin, { model, format, options, files }: CardSubject): ModelCard {
  const { networkId, imageSize, weights } = model;
  const sides = { width: imageSize, height: imageSize };
  return {
    format: 1,
    ...origin,
    network: networkId,
    parameterCount: weights.reduce((sum, { data }) => sum + data.length, 0),
    classes: classNames,
    fakeScore: classNames.indexOf('fake'),
    preprocessing: {
      decode: decodingText(origin.versions),
      resize: { ...sides, method: preprocessing.resize, crop: false },
      channels: preprocessing.channels,
      insideModel: options.input === 'bytes',
      rescaleFactor: 1 / 255,
      mean: [preprocessing.mean, preprocessing.mean, preprocessing.mean],
      standardDeviation: Array<number>(3).fill(preprocessing.standardDeviation),
      layout: takesPlanes(format, options) ? 'batch, channels, height, width' : 'batch, height, width, channels',
    },
    output: outputOf(format, options),
    weights: {
      format,
      hash: weightsHash(weights),
      files: files.map(({ name, bytes }) => ({
        name,
        sizeBytes: bytes.length,
        sha256: createHash('sha256').update(bytes).digest('hex'),
      })),
    },
  };
}

function takesPlanes(format: ExportFormat, { input }: GraphOptions): boolean {
  return format === 'torch' || (format === 'onnx' && input === 'normalised');
}

/** Without a graph the network's own output counts, which is the logits. */
function outputOf(format: ExportFormat, { output }: GraphOptions): GraphOptions['output'] {
  const [, logits] = graphChoices.output;
  return format === 'torch' || format === 'safetensors' ? logits : output;
}
