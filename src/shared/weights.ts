/** Weights on disk: kept per stage of a run, exported and imported. */
import { z } from 'zod';

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
export const exportFormats = [...weightsFormats, 'onnx'] as const;
export const ExportFormat = z.enum(exportFormats);
export type ExportFormat = z.infer<typeof ExportFormat>;

/** What the graph of an exported model can take and give, the default first. */
export const graphChoices = { input: ['normalised', 'bytes'], output: ['softmax', 'logits'] } as const;

export const graphChoiceFacts = {
  input: {
    normalised: { label: 'Normalised', hint: '[batch, 3, size, size] in [-1, 1]' },
    bytes: { label: 'RGB bytes', hint: '[batch, size, size, 3]; the model normalises them' },
  },
  output: {
    softmax: { label: 'Softmax', hint: 'probabilities of fake and real' },
    logits: { label: 'Logits', hint: 'before the softmax' },
  },
} as const;

/** Of these choices, those made; formats without a graph of their own have none. */
export const GraphOptions = z.object({
  /** `normalised`: real numbers in [-1, 1]; `bytes`: RGB bytes, which the model normalises itself. */
  input: z.enum(graphChoices.input).default('normalised'),
  output: z.enum(graphChoices.output).default('softmax'),
});
export type GraphOptions = z.infer<typeof GraphOptions>;

interface ExportFormatFacts {
  readonly label: string;
  readonly hint: string;
  readonly hasGraphOptions?: boolean;
}

export const exportFormatFacts: Readonly<Record<ExportFormat, ExportFormatFacts>> = {
  ...weightsFormatFacts,
  onnx: { label: 'ONNX', hint: 'one .onnx file, run by onnxruntime', hasGraphOptions: true },
};

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

/** How a file of other programs was read. */
export const WeightsAccount = z.object({
  /** What was read, taken off, mapped and left alone, in sentences. */
  notes: z.array(z.string()),
  /** Names of tensors that the file does not hold and that are drawn from the seed of a run. */
  seeded: z.array(z.string()),
  classes: z.object({ order: ClassOrder, from: ClassOrderOrigin }),
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
