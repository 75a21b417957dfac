/** Weights on disk: kept per stage of a run, exported and imported. */
import { z } from 'zod';
import { Name } from './limits';

export const weightsFormats = ['tfjs', 'safetensors', 'torch'] as const;
export const WeightsFormat = z.enum(weightsFormats);
export type WeightsFormat = z.infer<typeof WeightsFormat>;

interface WeightsFormatFacts {
  readonly label: string;
  /** What an export holds. */
  readonly hint: string;
  /** How the names of files end that it is read from; without a dot before it, a whole name. */
  readonly endings: readonly string[];
}

export const weightsFormatFacts: Readonly<Record<WeightsFormat, WeightsFormatFacts>> = {
  tfjs: {
    label: 'TensorFlow.js',
    hint: 'model.json and its shards, loaded by stock tfjs',
    endings: ['model.json'],
  },
  safetensors: { label: 'safetensors', hint: 'one file of named tensors', endings: ['.safetensors'] },
  torch: {
    label: 'PyTorch',
    hint: 'one .pth file with a state_dict, loaded by torch.load',
    endings: ['.pth', '.pth.tar', '.pt', '.ckpt'],
  },
};
const endings = weightsFormats.flatMap((format) => weightsFormatFacts[format].endings);

/** Every name that is read, for a sentence: `model.json, .safetensors, .pth or .pt`. */
export const readableEndings = `${endings.slice(0, -1).join(', ')} or ${endings.at(-1) ?? ''}`;

/** Whether a file of this name is read as weights of this format. */
export function isWeightsFile(fileName: string, format: WeightsFormat): boolean {
  const name = fileName.toLowerCase();
  return weightsFormatFacts[format].endings.some((ending) =>
    ending.startsWith('.') ? name.endsWith(ending) : name === ending,
  );
}

/** Whether a file of this name is read as weights. */
export function canHoldWeights(fileName: string): boolean {
  return weightsFormats.some((format) => isWeightsFile(fileName, format));
}

/** What stands after the last dot of such names, as the filters of file dialogs want it. */
export const weightsExtensions: readonly string[] = [
  ...new Set(endings.map((ending) => ending.split('.').at(-1) ?? '')),
];

/** What an export is written as: every format that is read, and those that are only written. */
export const exportFormats = [...weightsFormats, 'onnx', 'keras'] as const;
export const ExportFormat = z.enum(exportFormats);
export type ExportFormat = z.infer<typeof ExportFormat>;

/** What can be chosen of an export, the default first. */
export const exportChoices = {
  input: ['normalised', 'bytes'],
  output: ['softmax', 'logits'],
  names: ['published', 'pretrainedmodels', 'efficientnet_pytorch', 'timm', 'faceforensics', 'deepfakebench'],
} as const;

/** Of each choice, the one made. */
export const ExportOptions = z.object({
  /** `normalised`: real numbers in [-1, 1]; `bytes`: RGB bytes, which the model normalises itself. */
  input: z.enum(exportChoices.input),
  output: z.enum(exportChoices.output),
  /** Whose code is to load a state_dict: its names, its order of the classes. */
  names: z.enum(exportChoices.names),
});
export type ExportOptions = z.infer<typeof ExportOptions>;
export type ExportNames = ExportOptions['names'];

/** Those that a person made; a format refuses what it does not have. */
export const ChosenOptions = ExportOptions.partial();
export type ChosenOptions = z.infer<typeof ChosenOptions>;

export function withDefaults(chosen: ChosenOptions): ExportOptions {
  const [input] = exportChoices.input;
  const [output] = exportChoices.output;
  const [names] = exportChoices.names;
  return {
    input: chosen.input ?? input,
    output: chosen.output ?? output,
    names: chosen.names ?? names,
  };
}

interface ExportFormatFacts {
  readonly label: string;
  readonly hint: string;
  /** What can be chosen; nothing where it is absent. */
  readonly options?: readonly (keyof ExportOptions)[];
  /** Where the input of its graph has the channels. */
  readonly channels?: 'first' | 'last';
}

export const exportFormatFacts: Readonly<Record<ExportFormat, ExportFormatFacts>> = {
  ...weightsFormatFacts,
  torch: { ...weightsFormatFacts.torch, options: ['names'] },
  onnx: {
    label: 'ONNX',
    hint: 'one .onnx file, run by onnxruntime',
    options: ['input', 'output'],
    channels: 'first',
  },
  keras: {
    label: 'Keras',
    hint: 'one .keras file, opened by Keras 3',
    options: ['input', 'output'],
    channels: 'last',
  },
};

export const graphChoiceFacts = {
  input: {
    normalised: {
      label: 'Normalised',
      hint: { first: '[batch, 3, size, size] in [-1, 1]', last: '[batch, size, size, 3] in [-1, 1]' },
    },
    bytes: {
      label: 'RGB bytes',
      hint: {
        first: '[batch, size, size, 3]; the model normalises them',
        last: '[batch, size, size, 3]; the model normalises them',
      },
    },
  },
  output: {
    softmax: { label: 'Softmax', hint: 'probabilities of fake and real' },
    logits: { label: 'Logits', hint: 'before the softmax' },
  },
} as const;

interface ExportNamesFacts {
  readonly label: string;
  readonly hint: string;
  /** Absent: every network. */
  readonly networks?: readonly string[];
}

export const exportNamesFacts: Readonly<Record<ExportNames, ExportNamesFacts>> = {
  published: { label: 'Published', hint: 'a dict with state_dict, as CoReD’s code saves it' },
  pretrainedmodels: { label: 'pretrainedmodels', hint: 'a state_dict for its xception', networks: ['xception'] },
  efficientnet_pytorch: {
    label: 'efficientnet_pytorch',
    hint: 'a state_dict for its efficientnet-b0',
    networks: ['efficientnet-b0'],
  },
  timm: {
    label: 'timm',
    hint: 'a state_dict for legacy_xception or tf_efficientnet_b0',
    networks: ['xception', 'efficientnet-b0'],
  },
  faceforensics: {
    label: 'FaceForensics++',
    hint: 'for its TransferModel; classes real, fake',
    networks: ['xception'],
  },
  deepfakebench: {
    label: 'DeepfakeBench',
    hint: 'for its detector; classes real, fake',
    networks: ['xception'],
  },
};

/** The names under which weights of a network can be written. */
export function exportNamesOf(networkId: string): ExportNames[] {
  return exportChoices.names.filter((names) => exportNamesFacts[names].networks?.includes(networkId) ?? true);
}

export const WeightsChoice = z.enum(['best', 'last']);
export type WeightsChoice = z.infer<typeof WeightsChoice>;

/** The stages of a run that have left weights. */
export const WeightsOfRun = z.object({ runId: z.string(), stages: z.array(z.number().int()) });
export type WeightsOfRun = z.infer<typeof WeightsOfRun>;

/** One of the files that a stage has left. */
export const WeightsEntry = z.object({
  runId: z.string(),
  stage: z.number().int(),
  task: z.string(),
  which: WeightsChoice,
  path: z.string(),
  sizeBytes: z.number().int(),
  /** SHA-256 of the file; null until it has been read for that. */
  hash: z.string().nullable(),
  savedAt: z.string(),
});
export type WeightsEntry = z.infer<typeof WeightsEntry>;

export const ExportedFiles = z.object({ folder: z.string(), files: z.array(z.string()) });
export type ExportedFiles = z.infer<typeof ExportedFiles>;

/** Which output is fake: class 0 is the first. The published checkpoints have fake first. */
export const classOrders = ['fake,real', 'real,fake'] as const;
export const ClassOrder = z.enum(classOrders);
export type ClassOrder = z.infer<typeof ClassOrder>;

/** Who says so: the file, the person, or nobody, and then it is the published order. */
export const ClassOrderOrigin = z.enum(['file', 'person', 'default']);

/** What a weights file alone does not settle, as a person says it. */
export const WeightsReading = z.object({
  /** Which of its outputs is fake; absent: what the file says, else as published. */
  classes: ClassOrder.optional(),
  /** Which of several sets of weights in it, by its place: `model_ema`; absent: the one that is usually meant. */
  part: Name.min(1).optional(),
});
export type WeightsReading = z.infer<typeof WeightsReading>;

/** How a file of other programs was read. */
export const WeightsAccount = z.object({
  /** What was read, taken off, mapped and left alone, in sentences. */
  notes: z.array(z.string()),
  /** Names of tensors that the file does not hold and that are drawn from the seed of a run. */
  seeded: z.array(z.string()),
  classes: z.object({ order: ClassOrder, from: ClassOrderOrigin }),
  /** The place of the weights that were read; null in a file of ours. */
  part: z.string().nullable(),
  /** Of every set of weights in the file, those first that are usually meant. */
  parts: z.array(z.string()),
});
export type WeightsAccount = z.infer<typeof WeightsAccount>;

/** What a weights file turned out to be when it was read. */
export const WeightsInfo = z.object({
  path: z.string(),
  format: WeightsFormat,
  network: z.string(),
  imageSize: z.number().int(),
  tensors: z.number().int(),
  parameterCount: z.number().int(),
  /** SHA-256 over the tensors' names, shapes and values, the same for every format. */
  hash: z.string(),
  account: WeightsAccount,
  /** What makes them unfit as they are: values that are no numbers. */
  problems: z.array(z.string()),
});
export type WeightsInfo = z.infer<typeof WeightsInfo>;
