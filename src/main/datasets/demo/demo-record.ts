/** demo.json in the demo's folder: what it was made from, so that it is reused only while it is the same. */
import { join } from 'node:path';
import { z } from 'zod';
import { readWholeFile, UnfitFile } from '../../files/plain-file';
import { absent } from '../list-images';
import { manipulations } from './manipulations';
import { PHOTOGRAPHS_LICENCE, photographs } from './photographs';
import { DEMO_VERSION, IMAGE_SIZE } from './settings';
import type { SplitSizes } from './settings';

export const DEMO_RECORD_NAME = 'demo.json';

const mostBytes = 1024 ** 2;

export const DEMO_DESCRIPTION =
  'Synthetic manipulations of natural photographs, made by CoReD Workbench to try out continual learning. ' +
  'They are not faces, not real forgeries, and nothing measured on them can be compared with published numbers.';

export const DemoRecord = z.object({
  format: z.literal('cored-demo-dataset'),
  version: z.int(),
  seed: z.int(),
  imageSize: z.int(),
  imagesPerClass: z.object({ train: z.int(), val: z.int(), test: z.int() }),
  tasks: z.array(z.object({ name: z.string(), manipulation: z.string() })),
  photographs: z.array(z.object({ title: z.string(), by: z.string(), package: z.string(), split: z.string() })),
  description: z.string(),
  licence: z.string(),
});
export type DemoRecord = z.infer<typeof DemoRecord>;

export function describeDemo(seed: number, tasks: number, imagesPerClass: SplitSizes): DemoRecord {
  return {
    format: 'cored-demo-dataset',
    version: DEMO_VERSION,
    seed,
    imageSize: IMAGE_SIZE,
    imagesPerClass: { ...imagesPerClass },
    tasks: manipulations.slice(0, tasks).map(({ task, summary }) => ({ name: task, manipulation: summary })),
    photographs: photographs.map(({ title, by, packageName, split }) => ({ title, by, package: packageName, split })),
    description: DEMO_DESCRIPTION,
    licence: PHOTOGRAPHS_LICENCE,
  };
}

/** The record in a folder; null where there is none or the file is not one of ours. */
export async function readDemoRecord(folder: string): Promise<DemoRecord | null> {
  const text = (
    await readWholeFile(join(folder, DEMO_RECORD_NAME), { limitBytes: mostBytes }).catch(absentOrOther)
  )?.toString('utf8');
  if (text === undefined) return null;
  try {
    return DemoRecord.safeParse(JSON.parse(text)).data ?? null;
  } catch {
    // Not JSON: somebody else's file of the same name.
    return null;
  }
}

/** What is no plain file of that size is none of ours. */
function absentOrOther(error: unknown): undefined {
  return error instanceof UnfitFile ? undefined : absent(error);
}
