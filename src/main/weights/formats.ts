/** Every file format for weights. */
import type { ExportFormat, WeightsFormat } from '../../shared/weights';
import type { ModelFormat, WrittenFormat } from './model-weights';
import { kerasFormat } from './keras-format';
import { onnxFormat } from './onnx-format';
import { safetensorsFormat } from './safetensors-format';
import { tfjsFormat } from './tfjs-format';
import { torchFormat } from './torch-format';

/** Those that are read, in the order in which a folder is searched. */
export const modelFormats = {
  tfjs: tfjsFormat,
  safetensors: safetensorsFormat,
  torch: torchFormat,
} as const satisfies Record<WeightsFormat, ModelFormat>;

/** Those that are written. */
export const writtenFormats = {
  ...modelFormats,
  onnx: onnxFormat,
  keras: kerasFormat,
} as const satisfies Record<ExportFormat, WrittenFormat>;
