/** Whatever the bytes are, they are read or refused with an AppError, and never end in another error. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, it } from 'vitest';
import { readTorchCheckpoint } from '../../../../src/main/weights/torch/read-torch-checkpoint';
import { AppError } from '../../../../src/shared/errors';
import { joined, magic, zipAround } from './checkpoint-bytes';
import { checkpointFolder, fixtures } from './checkpoint-folder';
import { pickle } from './pickle-bytes';

const folder = checkpointFolder();
const fixture = (name: string) => readFileSync(join(fixtures, name));

describe('any bytes at all', () => {
  const readsOrRefuses = async (bytes: Uint8Array) => {
    try {
      await readTorchCheckpoint(await folder.write('any.pth', bytes));
    } catch (error) {
      if (!(error instanceof AppError) || error.code === 'internal') throw error;
    }
  };

  it('are read or refused with an AppError', () =>
    fc.assert(fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), readsOrRefuses), { numRuns: 300 }));

  it('are read or refused with an AppError as a pickle in either format', () => {
    const opcodes = [...'(}])tabeusqhQRNKMJGXUc.0'].map((letter) => letter.charCodeAt(0));
    const code = fc.oneof(fc.constantFrom(...opcodes, 0x80, 0x85, 0x88, 0x8a, 0x8c, 0x93, 0x94), fc.nat(255));
    const body = fc.array(code, { maxLength: 60 });
    return fc.assert(
      fc.asyncProperty(body, fc.boolean(), (bytes, isZip) =>
        readsOrRefuses(isZip ? zipAround(Uint8Array.from(bytes)) : joined(pickle(magic), bytes)),
      ),
      { numRuns: 500 },
    );
  });

  it('put into a checkpoint are read or refused with an AppError', () => {
    const originals = ['zip-wrapped-plain-float32-rowmajor.pth', 'legacy-wrapped-module-float32-scattered.pth'].map(
      fixture,
    );
    const change = fc.tuple(fc.nat(), fc.nat(255));
    return fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...originals),
        fc.array(change, { minLength: 1, maxLength: 4 }),
        (original, changes) => {
          const bytes = Uint8Array.from(original);
          for (const [at, value] of changes) bytes[at % bytes.length] = value;
          return readsOrRefuses(bytes);
        },
      ),
      { numRuns: 500 },
    );
  });
});
