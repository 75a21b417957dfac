/** Every file format for weights, in the order in which a folder is searched. */
import type { WeightsFormat } from '../../shared/weights';
import type { ModelFormat } from './model-weights';
import { safetensorsFormat } from './safetensors-format';
import { tfjsFormat } from './tfjs-format';
import { torchFormat } from './torch-format';

export const modelFormats = {
  tfjs: tfjsFormat,
  safetensors: safetensorsFormat,
  torch: torchFormat,
} as const satisfies Record<WeightsFormat, ModelFormat>;
