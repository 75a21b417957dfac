/** The published flags: each of them in each spelling and both forms, and what is refused. */
import { describe, expect, it } from 'vitest';
import { publishedFlags, publishedHelp } from '../../../../src/main/cli/published/flags';
import { readArguments } from '../../../../src/main/cli/published/read-arguments';

// The published command line, read by hand: flag, value, and what it has to mean.
const valued: [string, string, object][] = [
  ['-m', 'KD', { method: 'kd' }],
  ['--model', 'TG', { method: 'tg' }],
  ['-n', 'Efficient', { network: 'efficientnet-b0', isNetworkGiven: true }],
  ['--network', 'Xception', { network: 'xception', isNetworkGiven: true }],
  ['-s', 'A_B_C', { sources: 'A_B_C' }],
  ['--name_sources', 'A_B', { sources: 'A_B' }],
  ['-t', 'T', { target: 'T' }],
  ['--name_target', 'T_1', { target: 'T_1' }],
  ['-d', './dataset/', { data: './dataset/' }],
  ['--data', '/a=b', { data: '/a=b' }],
  ['-w', './weights', { weights: './weights' }],
  ['--weigiht', 'w.pth', { weights: 'w.pth' }],
  ['--weight', 'w.pth', { weights: 'w.pth' }],
  ['-l', '0.01', { flagged: { learningRate: 0.01 } }],
  ['-lr', '1e-3', { flagged: { learningRate: 0.001 } }],
  ['--lr', '.5', { flagged: { learningRate: 0.5 } }],
  ['-a', '0.25', { flagged: { alpha: 0.25 } }],
  ['--KD_alpha', '1', { flagged: { alpha: 1 } }],
  ['-nc', '2', {}],
  ['--num_class', '2', {}],
  ['-ns', '7', { flagged: { bins: 7 } }],
  ['--num_store', '4', { flagged: { bins: 4 } }],
  ['-me', '3', { flagged: { epochs: 3 } }],
  ['--epochs', '3', { flagged: { epochs: 3 } }],
  ['-nb', '16', { flagged: { batchSize: 16 } }],
  ['--batch_size', '16', { flagged: { batchSize: 16 } }],
  ['-ng', '0,1', { devices: [0, 1] }],
  ['--num_gpu', '3', { devices: [3] }],
  ['-folder1', 'one', { folder1: 'one' }],
  ['--name_folder1', 'one', { folder1: 'one' }],
  ['-folder2', 'two', { folder2: 'two' }],
  ['--name_folder2', 'two', { folder2: 'two' }],
];

describe('readArguments', () => {
  const plain = readArguments([]);

  it('takes what the published code takes where nothing is given', () => {
    expect(plain).toMatchObject({ method: 'cored', network: 'xception', isTest: false, sources: '', target: '' });
    expect(plain).toMatchObject({ flagged: {}, isFull: false, folder1: 'CoReD', folder2: '', seed: 2020 });
    expect(plain.preset).toBe('corrected');
  });

  it.each(valued)('reads %s %s after a space and after an equals sign', (flag, value, meaning) => {
    expect(readArguments([flag, value])).toEqual(readArguments([`${flag}=${value}`]));
    expect(readArguments([flag, value])).toEqual({
      ...plain,
      ...meaning,
      ...(flag === '-m' && { folder1: 'KD' }),
      ...(flag === '--model' && { folder1: 'TG' }),
    });
  });

  it.each(['-te', '--test', '-te=True', '--test=true'])('takes %s for the test mode', (flag) => {
    expect(readArguments([flag])).toEqual({ ...plain, isTest: true });
  });

  it('takes the README’s `-te True` and `-te False`', () => {
    expect(readArguments(['-te', 'True', '-nb', '4']).isTest).toBe(true);
    expect(readArguments(['-te', 'False', '-nb', '4']).isTest).toBe(false);
  });

  it.each(['-f', '--fully_train'])('takes %s for training fully', (flag) => {
    expect(readArguments([flag])).toEqual({ ...plain, isFull: true });
  });

  it('reads flags of several letters beside those of one that begin alike', () => {
    const { flagged, network } = readArguments('-n=Efficient -nc=2 -ns=6 -nb=8 -ng=0 -l=0.1 -me=2'.split(' '));
    expect(network).toBe('efficientnet-b0');
    expect(flagged).toEqual({ bins: 6, batchSize: 8, learningRate: 0.1, epochs: 2 });
  });

  it('takes the last of a flag that is given twice, and every --set', () => {
    const read = readArguments('-me 2 -me=3 --set imageSize=64 --set cutmixPartner=same'.split(' '));
    expect(read.flagged).toEqual({ epochs: 3 });
    expect(read.parameters).toEqual({ imageSize: 64, cutmixPartner: 'same' });
  });

  it('takes an empty -s for none', () => {
    expect(readArguments(['-s=', '-t=T'])).toEqual({ ...plain, target: 'T' });
    expect(readArguments(['-s', '', '-t', 'T'])).toEqual({ ...plain, target: 'T' });
  });

  it.each([
    [['-x', '1'], 'There is no flag -x.'],
    [['--num_clas=2'], 'Did you mean --num_class?'],
    [['--epoch', '3'], 'Did you mean --epochs?'],
    [['-folder3=a'], 'Did you mean -folder1?'],
    [['--workspce'], 'Did you mean --workspace?'],
    [['-s', '-t', 'T'], 'The flag -s needs a value'],
    [['-d'], 'The flag -d needs a value'],
    [['-me', '2', 'extra'], '"extra" after "2" belongs to no flag'],
    [['-m', 'Cored2'], 'Did you mean CoReD? It takes CoReD, KD, TG, FT.'],
    [['-n=VGG'], 'The flag -n cannot be "VGG". It takes Xception, Efficient.'],
    [['-nc=3'], 'two classes'],
    [['-me=2.5'], 'The flag -me cannot be "2.5": give a whole number.'],
    [['-lr=fast'], 'The flag -lr cannot be "fast": give a number.'],
    [['-ng=all'], 'give device numbers separated by commas'],
    [['-te=maybe'], 'give True or False'],
    [['-folder1=../x'], 'without slashes'],
    [['-folder2=..'], 'without slashes'],
    [['--preset=paper'], 'It takes corrected, published.'],
  ])('refuses %j', (args, message) => {
    expect(() => readArguments(args)).toThrow(message);
  });
});

describe('publishedHelp', () => {
  it('names every spelling', () => {
    const help = publishedHelp();
    for (const { names } of publishedFlags) for (const name of names) expect(help).toContain(name);
  });
});
