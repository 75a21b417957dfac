/** The model card in Markdown, with the header that model hubs read. */
import { escapeMarkdown } from '../../../core/comparison/render-markdown';
import { exportFormatFacts, exportNamesFacts } from '../../../shared/weights';
import type { ModelCard } from './model-card';

export function cardText(card: ModelCard): string {
  const sections = [
    header(card),
    `# ${escapeMarkdown(card.run.name)}, after stage ${card.stage} (${escapeMarkdown(card.task)})`,
    summary(card),
    '## Tasks',
    tasks(card),
    `## AUC on ${card.aucs.split}`,
    aucTable(card),
    '## Input and output',
    preprocessingText(card),
    '## Recipe',
    recipe(card),
    '## Files',
    files(card),
    '## Licence',
    card.licence ?? 'None was stated when the weights were exported. Ask whoever trained them before you use them.',
  ];
  return `${sections.join('\n\n')}\n`;
}

/** Texts as JSON, which YAML reads too and in which nothing of a name can become a key. */
function header({ licence, weights, method, network }: ModelCard): string {
  const tags = ['deepfake-detection', 'continual-learning', 'cored-workbench', network, method];
  const lines = [
    ...(licence === null ? [] : [`license: ${JSON.stringify(licence)}`]),
    `library_name: ${JSON.stringify(libraries[weights.format])}`,
    'pipeline_tag: image-classification',
    'metrics: ["roc_auc"]',
    `tags: ${JSON.stringify(tags)}`,
  ];
  return ['---', ...lines, '---'].join('\n');
}

/** As the Hugging Face hub calls them. */
const libraries: Readonly<Record<ModelCard['weights']['format'], string>> = {
  tfjs: 'tf.js',
  safetensors: 'safetensors',
  torch: 'pytorch',
  onnx: 'onnx',
  keras: 'keras',
};

function summary({ network, parameterCount, method, chain, which, run, startedFrom }: ModelCard): string {
  const start = startedFrom === null ? `a seeded initialisation` : `the weights ${escapeMarkdown(startedFrom)}`;
  const picked = which === 'best' ? 'the epoch that scored best on validation' : 'the end of the stage';
  return [
    `Tells fake images from real ones: ${network}, ${parameterCount.toLocaleString('en')} parameters,`,
    `trained by ${escapeMarkdown(method)} through ${chain.length === 1 ? 'one task' : `a chain of ${chain.length} tasks`}`,
    `from ${start}, seed ${run.seed}. The weights are those of ${picked}.`,
    `Run ${run.id}, ${run.createdAt}, made with CoReD Workbench.`,
  ].join('\n');
}

function tasks({ chain, stage }: ModelCard): string {
  const rows = chain.map(({ name, fingerprint }, index) => [
    String(index + 1),
    escapeMarkdown(name),
    index < stage ? 'yes' : 'no',
    `\`${fingerprint}\``,
  ]);
  return table(['stage', 'task', 'learnt by these weights', 'fingerprint of the data'], rows);
}

function aucTable({ aucs, chain, stage, which }: ModelCard): string {
  const rows = [aucs.beforeTraining, ...aucs.matrix].map((row, index) => {
    const label = index === 0 ? 'before training' : `after stage ${index}`;
    const marked = index === stage && which === 'best' ? `**${label}** (these weights)` : label;
    return [marked, ...row.map((value) => (value === null ? '–' : value.toFixed(4)))];
  });
  const note = 'Fake is the positive class. Each row is measured with the best weights of its stage.';
  const other =
    which === 'best' ? '' : ' These weights are the last ones of their stage, which were not measured here.';
  return `${table(['', ...chain.map(({ name }) => escapeMarkdown(name))], rows)}\n\n${note}${other}`;
}

function preprocessingText({ preprocessing, classes, output, fakeScore }: ModelCard): string {
  const { decode, resize, channels, insideModel, mean, standardDeviation, layout } = preprocessing;
  const numbers = `(byte / 255 - ${mean[0]}) / ${standardDeviation[0]}`;
  const steps = [
    `Decode the image: ${decode}.`,
    `Resize it to ${resize.width} x ${resize.height} pixels, ${resize.method}, without a crop and whatever its proportions.`,
    insideModel
      ? `Pass the bytes as [${layout}] in the order ${channels}. The model itself computes ${numbers}.`
      : `Map each byte to ${numbers}, and pass [${layout}] in the order ${channels}.`,
    `The output is [batch, ${classes.length}]: ${classes.join(', ')}, as ${output}. The fake score is softmax output ${fakeScore}.`,
  ];
  return steps.map((step, index) => `${index + 1}. ${step}`).join('\n');
}

function recipe({ recipe: { method, network, parameters }, versions }: ModelCard): string {
  const rows = Object.entries({ method, network, ...parameters }).map(([name, value]) => [
    escapeMarkdown(name),
    escapeMarkdown(JSON.stringify(value)),
  ]);
  const made = Object.entries(versions).map(([name, version]) => `${escapeMarkdown(name)} ${escapeMarkdown(version)}`);
  return `${table(['parameter', 'value'], rows)}\n\nMade with ${made.join(', ')}.`;
}

function files({ weights }: ModelCard): string {
  const rows = weights.files.map(({ name, sizeBytes, sha256 }) => [
    escapeMarkdown(name),
    String(sizeBytes),
    `\`${sha256}\``,
  ]);
  const hash = `Hash of the weights, the same in every format: \`${weights.hash}\`.`;
  const names =
    weights.names === null ? '' : `, ${exportNamesFacts[weights.names].label}: ${exportNamesFacts[weights.names].hint}`;
  return `${exportFormatFacts[weights.format].label}${names}. ${hash}\n\n${table(['file', 'bytes', 'SHA-256'], rows)}`;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}
