/** Reads the face networks' weights: face-api.js's manifest of names and shapes, and one file of 8-bit and 32-bit values. */
import { join } from 'node:path';
import { z } from 'zod';
import type { NamedTensor, Weights } from '../../core/weights/weights';
import { AppError } from '../../shared/errors';
import { readWholeFile } from '../files/plain-file';
import { faceModels, modelFiles } from './tools-folder';

const Entry = z.object({
  name: z.string(),
  shape: z.array(z.number().int().min(0)),
  /** A value is its byte times `scale` and `min`; without, they are 32-bit floats. */
  quantization: z.object({ dtype: z.literal('uint8'), scale: z.number(), min: z.number() }).optional(),
});
const Manifest = z.tuple([z.object({ weights: z.array(Entry) })]);

/** The larger one has 360 kB. */
const rule = { limitBytes: 64 << 20 };

/** Throws AppError `damaged`, which says how to get them again. */
export async function readFaceWeights(folder: string): Promise<{ detector: Weights; landmarks: Weights }> {
  const { detector, landmarks } = faceModels;
  return { detector: await readModel(folder, detector), landmarks: await readModel(folder, landmarks) };
}

async function readModel(folder: string, model: string): Promise<Weights> {
  const files = modelFiles(model);
  try {
    const [{ weights }] = Manifest.parse(JSON.parse(String(await readWholeFile(join(folder, files.manifest), rule))));
    return decode(weights, await readWholeFile(join(folder, files.weights), rule));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new AppError(
      'damaged',
      `The face network "${join(folder, files.weights)}" cannot be read (${reason}). Set it up again: npm run setup:prepare`,
      { cause: error },
    );
  }
}

function decode(entries: readonly z.infer<typeof Entry>[], bytes: Buffer): NamedTensor[] {
  let at = 0;
  const tensors = entries.map(({ name, shape, quantization }) => {
    const count = shape.reduce((product, side) => product * side, 1);
    const data = new Float32Array(count);
    const from = at;
    at += quantization === undefined ? 4 * count : count;
    if (at > bytes.length) throw new Error(`it ends within "${name}"`);
    for (let index = 0; index < count; index += 1) {
      data[index] =
        quantization === undefined
          ? bytes.readFloatLE(from + 4 * index)
          : (bytes[from + index] ?? 0) * quantization.scale + quantization.min;
    }
    return { name, shape, data };
  });
  if (at !== bytes.length) throw new Error(`it has ${bytes.length} bytes instead of ${at}`);
  return tensors;
}
