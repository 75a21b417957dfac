/** In which notations an experiment is written to a file. */
import { z } from 'zod';
import { Anything, boundedText, mostCharacters, mostEntries, recordOf } from '../limits';

export const experimentFileFormats = ['yaml', 'json'] as const;
export const ExperimentFileFormat = z.enum(experimentFileFormats);
export type ExperimentFileFormat = z.infer<typeof ExperimentFileFormat>;

/** Experiments of one's own, by name; each is such a file in the workspace. */
export const Template = z.object({ name: z.string(), path: z.string() });
export type Template = z.infer<typeof Template>;

/** Such a file's text. `name`: what it is called in messages. `over`: keys that win over the file's. */
export const ExperimentFile = z.object({
  text: z.string().max(mostCharacters.file, 'The file is too large to be an experiment.'),
  name: boundedText(500),
  over: recordOf(Anything, mostEntries.parameters).optional(),
});
