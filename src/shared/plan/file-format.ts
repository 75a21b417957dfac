/** In which notations an experiment is written to a file. */
import { z } from 'zod';

export const experimentFileFormats = ['yaml', 'json'] as const;
export const ExperimentFileFormat = z.enum(experimentFileFormats);
export type ExperimentFileFormat = z.infer<typeof ExperimentFileFormat>;

/** Experiments of one's own, by name; each is such a file in the workspace. */
export const Template = z.object({ name: z.string(), path: z.string() });
export type Template = z.infer<typeof Template>;
