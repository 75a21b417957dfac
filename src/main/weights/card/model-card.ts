/** The model card as data: where weights come from, how they score, and how images are put before them. */
import { createHash } from 'node:crypto';
import { preprocessing } from '../../../core/images/preprocessing';
import {
  exportChoices,
  exportFormatFacts,
  type ExportFormat,
  type ExportNames,
  type ExportOptions,
} from '../../../shared/weights';
import { decodingText } from '../../datasets/decoding-rule';
import type { ModelFile, ModelWeights } from '../model-weights';
import { classOrderOf } from '../sources/write-names';
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
  readonly output: ExportOptions['output'];
  readonly weights: {
    readonly format: ExportFormat;
    /** Whose names the tensors have; null where the format has no choice. */
    readonly names: ExportNames | null;
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
  readonly options: ExportOptions;
  readonly files: readonly ModelFile[];
}

export function modelCard(origin: CardOrigin, { model, format, options, files }: CardSubject): ModelCard {
  const { networkId, imageSize, weights } = model;
  const classes = classOrderOf(options.names).split(',');
  const sides = { width: imageSize, height: imageSize };
  return {
    format: 1,
    ...origin,
    network: networkId,
    parameterCount: weights.reduce((sum, { data }) => sum + data.length, 0),
    classes,
    fakeScore: classes.indexOf('fake'),
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
      names: exportFormatFacts[format].options?.includes('names') ? options.names : null,
      hash: weightsHash(weights),
      files: files.map(({ name, bytes }) => ({
        name,
        sizeBytes: bytes.length,
        sha256: createHash('sha256').update(bytes).digest('hex'),
      })),
    },
  };
}

function takesPlanes(format: ExportFormat, { input }: ExportOptions): boolean {
  return format === 'torch' || (format === 'onnx' && input === 'normalised');
}

/** Without a graph the network's own output counts, which is the logits. */
function outputOf(format: ExportFormat, { output }: ExportOptions): ExportOptions['output'] {
  const [, logits] = exportChoices.output;
  return format === 'torch' || format === 'safetensors' ? logits : output;
}
