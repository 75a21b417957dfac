/** A method is one file and a line in the index, and so are an augmentation and a metric: counted in the sources as they are. */
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { augmentations } from '../../../src/core/augmentations/index';
import { methods } from '../../../src/core/methods/index';
import { matrixMetrics, scoreMetrics } from '../../../src/shared/metrics/index';
import { countIn, filesTouched, idleExceptions, type Counted } from '../../../scripts/extension/count-files';
import { parseSource, readSources } from '../../../scripts/extension/sources';

const root = resolve(import.meta.dirname, '../../..');
const sources = readSources(root, 'src');
const counted = countIn(sources, readSources(root, 'test'));

/** Methods whose file would be too long: what is beside it is theirs alone. */
const helpers: Readonly<Record<string, readonly string[]>> = {
  cored: ['src/core/methods/feature-memory.ts', 'src/core/methods/memory-report.ts'],
  dfil: ['src/core/methods/dfil-memory.ts', 'src/core/methods/supervised-contrast.ts'],
};

it('counts every method, augmentation and metric that the program has', () => {
  const ids = (kind: string) => counted.filter((one) => one.kind === kind).map(({ id }) => id);
  expect(ids('method')).toEqual(methods.map(({ id }) => id));
  expect(ids('augmentation')).toEqual(augmentations.map(({ id }) => id));
  expect(ids('score metric')).toEqual(scoreMetrics.map(({ id }) => id));
  expect(ids('matrix metric')).toEqual(matrixMetrics.map(({ id }) => id));
});

describe.each(counted)('the $kind $id', (one) => {
  const extra = helpers[one.id] ?? [];

  it(`takes ${2 + extra.length} files: ${['its own', ...extra].join(', ')} and the index`, () => {
    expect(one.elsewhere).toEqual([]);
    expect(one.files.slice(1)).toEqual(extra);
    expect(filesTouched(one)).toHaveLength(2 + extra.length);
  });

  it('has a test that names it', () => {
    expect(one.tests).not.toEqual([]);
  });
});

it('every exception still has its reason in the sources', () => {
  expect(idleExceptions(counted)).toEqual([]);
});

describe('another file', () => {
  /** What would be counted if this file were there. */
  function countWith(path: string, text: string): Counted[] {
    return countIn([...sources, parseSource(path, text, new Set(sources.map((source) => source.path)))], []);
  }
  const elsewhere = (all: Counted[]) => all.filter((one) => one.elsewhere.length > 0);

  it.each([
    ['src/renderer/table.ts', "export const colours = { lwf: 'red' };", 'lwf', '.lwf'],
    ['src/renderer/list.ts', "export const few = ['lwf', `si`];", 'lwf', "'lwf'"],
    ['src/renderer/list.ts', "export const few = ['lwf', `si`];", 'si', "'si'"],
    ['src/shared/term.ts', "export const known = 'contrast';", 'dfil', "term 'contrast'"],
    ['src/core/own.ts', "export { er } from './methods/er';", 'er', 'imports src/core/methods/er.ts'],
    ['src/renderer/One.vue', '<template><i v-if="id === \'gdumb\'" /></template>', 'gdumb', "'gdumb'"],
    ['src/renderer/Two.vue', '<template>{{ scores.eer }}</template>', 'eer', '.eer'],
    ['src/renderer/Three.vue', '<style>i { color: var(--method-kd); }</style>', 'kd', 'a style named after kd'],
    ['src/renderer/table.ts', 'export const read = ({ eer }: Record<string, number>) => eer;', 'eer', '.eer'],
  ])('is found when it is %s with %s', (path, text, id, what) => {
    expect(elsewhere(countWith(path, text)).find((one) => one.id === id)?.elsewhere).toEqual([{ path, what }]);
  });

  it('is not found for a comment, a variable, a sentence or a key of a type', () => {
    const text =
      "// 'lwf'\nconst single = 'a single one';\nexport const eer = single;\nexport type A = Pick<B, 'features'>;";
    expect(elsewhere(countWith('src/renderer/words.ts', text))).toEqual([]);
  });

  it('that imports a helper of a method makes the helper one of several', () => {
    const all = countWith('src/core/methods/extra.ts', "import { dfilMemory } from './dfil-memory';");
    expect(all.find(({ id }) => id === 'dfil')?.files).toEqual([
      'src/core/methods/dfil.ts',
      'src/core/methods/supervised-contrast.ts',
    ]);
  });
});
