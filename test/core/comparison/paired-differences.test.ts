/** Rows against one of them, seed by seed. */
import { describe, expect, it } from 'vitest';
import { pairedDifferences } from '../../../src/core/comparison/paired-differences';
import { pairedTTest } from '../../../src/core/statistics/paired-t-test';
import { exampleLabels, exampleRun } from './run-summary-example';

const recipe = { method: 'cored', network: 'small-cnn', parameters: { epochs: 10 } };

function run(method: 'ft' | 'cored', seed: number, last: [number, number]) {
  return exampleRun({
    id: `${method}-${seed}`,
    seed,
    matrix: [[0.95, 0.5], last],
    ...(method === 'cored' && { recipe }),
  });
}

const runs = [
  ...[run('ft', 1, [0.8, 0.9]), run('ft', 2, [0.7, 0.9]), run('ft', 3, [0.75, 0.9]), run('ft', 9, [0.1, 0.1])],
  ...[run('cored', 1, [0.85, 0.9]), run('cored', 2, [0.8, 0.9]), run('cored', 3, [0.77, 0.9])],
];

describe('pairedDifferences', () => {
  it('pairs runs of the same seed, and leaves out a seed that one row lacks', () => {
    const paired = pairedDifferences(runs, exampleLabels, 'Fine-tuning');
    const first = paired.find(({ column }) => column === 'task/DeepFake');
    expect(first).toMatchObject({ label: 'CoReD', columnLabel: 'DeepFake AUC', seeds: [1, 2, 3] });
    const wanted = [0.85 - 0.8, 0.8 - 0.7, 0.77 - 0.75];
    wanted.forEach((value, index) => expect(first?.differences[index]).toBeCloseTo(value, 12));
    expect(first?.mean).toBeCloseTo((0.05 + 0.1 + 0.02) / 3, 12);
    expect(first?.tTest).toBeCloseTo(pairedTTest(wanted) ?? NaN, 12);
    expect(first?.wilcoxon).toBe(0.25);
  });

  it('has no p where all differences are the same', () => {
    const second = pairedDifferences(runs, exampleLabels, 'Fine-tuning').find(
      ({ column }) => column === 'task/FaceSwap',
    );
    expect(second).toMatchObject({ mean: 0, tTest: null, wilcoxon: null });
  });

  it('turns its sign with the reference, and has the measures of the whole chain', () => {
    const paired = pairedDifferences(runs, exampleLabels, 'CoReD');
    expect(paired.find(({ column }) => column === 'averageAuc')?.mean).toBeCloseTo(-(0.05 + 0.1 + 0.02) / 6, 12);
  });

  it('sets only tasks against each other where chains have other tasks', () => {
    const other = exampleRun({ id: 'other', recipe, chain: ['DeepFake', 'NeuralTextures'] });
    const paired = pairedDifferences(
      [exampleRun({ id: 'run-a' }), other],
      exampleLabels,
      'CoReD (DeepFake, NeuralTextures)',
    );
    expect(paired.map(({ column }) => column)).toEqual(['task/DeepFake']);
  });

  it('names the rows that there are where none is called so', () => {
    expect(() => pairedDifferences(runs, exampleLabels, 'KD')).toThrow(
      'No row of the comparison is called "KD"; there are "Fine-tuning", "CoReD".',
    );
  });
});
