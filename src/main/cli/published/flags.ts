/** Every flag of the published main.py, spelled as there, and the few that we add. */

export interface PublishedFlag {
  readonly key: string;
  /** All spellings, the shortest first. */
  readonly names: readonly string[];
  /** What the value is called in the help; null for a switch. */
  readonly value: string | null;
  readonly description: string;
}

export const publishedFlags = [
  { key: 'model', names: ['-m', '--model'], value: 'CoReD|KD|TG|FT', description: 'method (default: CoReD)' },
  {
    key: 'network',
    names: ['-n', '--network'],
    value: 'Xception|Efficient',
    description: 'network (default: Xception)',
  },
  {
    key: 'test',
    names: ['-te', '--test'],
    value: null,
    description: 'evaluate weights on the folder -d instead of training',
  },
  {
    key: 'sources',
    names: ['-s', '--name_sources'],
    value: 'A_B_C',
    description: 'tasks that the weights have learnt, in order; with no -t: the task of a first training',
  },
  {
    key: 'target',
    names: ['-t', '--name_target'],
    value: 'T',
    description: 'task to train; with no -s: a first training',
  },
  {
    key: 'data',
    names: ['-d', '--data'],
    value: 'DIR',
    description: 'folder of the tasks; with --test a folder with real/ and fake/',
  },
  {
    key: 'weights',
    // The published spelling, and the one that was meant.
    names: ['-w', '-path', '--weigiht', '--weight'],
    value: 'PATH',
    description: 'weights to start from: a file, or a folder with model_best_accuracy.pth.tar or a single weights file',
  },
  { key: 'learningRate', names: ['-l', '-lr', '--lr'], value: 'X', description: 'learning rate (default: 0.05)' },
  { key: 'alpha', names: ['-a', '--KD_alpha'], value: 'X', description: 'alpha of the distillation (default: 0.5)' },
  { key: 'classes', names: ['-nc', '--num_class'], value: '2', description: 'classes; there are two, real and fake' },
  {
    key: 'bins',
    names: ['-ns', '--num_store'],
    value: 'N',
    description: "confidence bins of CoReD's feature memory (default: 5)",
  },
  { key: 'epochs', names: ['-me', '--epochs'], value: 'N', description: 'epochs (default: 100)' },
  { key: 'batchSize', names: ['-nb', '--batch_size'], value: 'N', description: 'images per update (default: 128)' },
  {
    key: 'devices',
    names: ['-ng', '--num_gpu'],
    value: '0,1',
    description: 'what shares each batch: devices of the named --engine, else as many threads (default: by itself)',
  },
  {
    key: 'fully',
    names: ['-f', '--fully_train'],
    value: null,
    description: 'train on the whole training set even where TransferLearning/ has a small one',
  },
  {
    key: 'folder1',
    names: ['-folder1', '--name_folder1'],
    value: 'NAME',
    description: 'folder of the log below weights/<tasks>/ (default: the method)',
  },
  {
    key: 'folder2',
    names: ['-folder2', '--name_folder2'],
    value: 'NAME',
    description: 'folder inside folder1 (default: none)',
  },
  // Ours.
  {
    key: 'preset',
    names: ['--preset'],
    value: 'corrected|published',
    description: 'as the paper means it, or as the published code behaves (default: corrected)',
  },
  { key: 'seed', names: ['--seed'], value: 'N', description: 'seed (default: 2020)' },
  { key: 'engine', names: ['--engine'], value: 'ID', description: 'what computes (default: auto)' },
  {
    key: 'set',
    names: ['--set'],
    value: 'KEY=VALUE',
    description: 'a parameter of training, method or network; can be repeated',
  },
  {
    key: 'skip',
    names: ['--skip-unreadable'],
    value: null,
    description: 'with --test: leave out images that cannot be read',
  },
  { key: 'help', names: ['-h', '--help'], value: null, description: 'show this' },
] as const satisfies readonly PublishedFlag[];

export type FlagKey = (typeof publishedFlags)[number]['key'];

/** Read by the command line's own parser before ours; here for the help and for mistyped names. */
export const commonFlags = ['--workspace', '--json'] as const;

export function publishedHelp(): string {
  const rows = publishedFlags.map(({ names, value, description }) => {
    const spelled = names.join(', ') + (value === null ? '' : ` ${value}`);
    return `  ${spelled.padEnd(44)}  ${description}`;
  });
  return [
    'Usage: cored main [flags]',
    '',
    'The command line of the published CoReD code. Values can follow after a space or an equals sign.',
    '',
    '  main -s=DeepFake -d=./dataset/                                        task 1',
    '  main -s=Face2Face_DeepFake -t=FaceSwap -d=./dataset -w=./weights      a continual stage',
    '  main -d=./dataset/DeepFake/testset -w=./weights/bestmodel.pth --test  evaluation of a folder',
    '',
    'Flags:',
    ...rows,
    `  ${'--workspace DIR'.padEnd(44)}  folder of the registry and the runs`,
    `  ${'--json'.padEnd(44)}  print one JSON document on standard output and nothing else`,
  ].join('\n');
}
