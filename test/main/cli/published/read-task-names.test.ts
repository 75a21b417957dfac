/** Task names joined with underscores: read by the folders that there are, asked about where two readings fit. */
import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { chooseReading } from '../../../../src/main/cli/published/choose-reading';
import { readingsOf, readTaskName, readTaskNames } from '../../../../src/main/cli/published/read-task-names';

const known = ['Deep', 'Deep_Fake', 'Fake', 'FaceSwap', 'Face2Face', 'Neural_Textures_1'];
const names = (joined: string, target = 'Face2Face') => ({ flag: '-s', joined, known, target });

describe('readingsOf', () => {
  it.each([
    ['FaceSwap', [['FaceSwap']]],
    ['Face2Face_FaceSwap', [['Face2Face', 'FaceSwap']]],
    ['Neural_Textures_1_FaceSwap', [['Neural_Textures_1', 'FaceSwap']]],
    ['Deep_Fake', [['Deep', 'Fake'], ['Deep_Fake']]],
    ['Neural', []],
    ['FaceSwap_', []],
    ['_FaceSwap', []],
    ['', []],
  ])('reads %s as %j', (joined, readings) => {
    expect(readingsOf(joined, known)).toEqual(readings);
  });
});

describe('readTaskNames', () => {
  it('takes the only reading, underscores in names and all', async () => {
    expect(await readTaskNames(names('Neural_Textures_1_FaceSwap'), null)).toEqual(['Neural_Textures_1', 'FaceSwap']);
  });

  it('leaves out readings that hold the target or a task twice', async () => {
    expect(await readTaskNames(names('Deep_Fake', 'Fake'), null)).toEqual(['Deep_Fake']);
    expect(await readTaskNames(names('Deep_Fake_Deep', 'FaceSwap'), null)).toEqual(['Deep_Fake', 'Deep']);
  });

  it('lists both readings where nobody can be asked', async () => {
    const message = '-s=Deep_Fake_FaceSwap can be read in 2 ways: 1) Deep, Fake, FaceSwap; 2) Deep_Fake, FaceSwap.';
    await expect(readTaskNames(names('Deep_Fake_FaceSwap'), null)).rejects.toThrow(message);
  });

  it('asks in a terminal until a number fits', async () => {
    const output = new PassThrough();
    const input = new PassThrough();
    input.end('maybe\n3\n2\n');
    const read = await readTaskNames(names('Deep_Fake_FaceSwap'), chooseReading({ input, output }));
    expect(read).toEqual(['Deep_Fake', 'FaceSwap']);
    const asked = String(output.read());
    expect(asked).toContain('  1  Deep, Fake, FaceSwap\n  2  Deep_Fake, FaceSwap\n');
    expect(asked.match(/Give a number from 1 to 2/g)).toHaveLength(2);
  });

  it('says so when the input ends without an answer', async () => {
    const input = new PassThrough();
    input.end('');
    const choose = chooseReading({ input, output: new PassThrough() });
    await expect(readTaskNames(names('Deep_Fake_FaceSwap'), choose)).rejects.toThrow('ended without an answer');
  });

  it.each([
    ['FaceSwop', 'There is no task "FaceSwop" (-s). Did you mean "FaceSwap"?'],
    ['Deep_Fake_FaceSwop', 'There is no task "FaceSwop" (-s). Did you mean "FaceSwap"?'],
    ['FaceSwap_Face3Face_Deep', 'There is no task "Face3Face" (-s). Did you mean "Face2Face"?'],
    ['FaceSwap_Neural_Texture_1', 'There is no task "Neural_Texture_1" (-s). Did you mean "Neural_Textures_1"?'],
  ])('names the part of %s that fits no folder', async (joined, message) => {
    await expect(readTaskNames(names(joined), null)).rejects.toThrow(message);
  });
});

describe('readTaskName', () => {
  it('does not take a name apart', () => {
    expect(readTaskName({ flag: '-t', joined: 'Deep_Fake', known })).toBe('Deep_Fake');
  });

  it.each([
    ['-t', 'Deepfake', 'Did you mean "Deep_Fake"?'],
    ['-t', 'FaceSwap_Face2Face', 'names 2 tasks: FaceSwap, Face2Face. Give one'],
    ['-s', 'FaceSwap_Face2Face', 'names 2 tasks: FaceSwap, Face2Face. Name the task to train with -t.'],
  ])('refuses %s=%s', (flag, joined, message) => {
    expect(() => readTaskName({ flag, joined, known })).toThrow(message);
  });
});
