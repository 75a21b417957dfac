/** Why Slurm did not answer, where that is no refusal. */
import { AppError } from '../../shared/errors';

/** The controller cannot be reached now: nobody knows what it did with what it was asked. */
export class SlurmSilent extends AppError {
  constructor(message: string) {
    super('unavailable', message);
  }
}

/** This machine has none of Slurm's commands. */
export class SlurmMissing extends AppError {
  constructor(program: string) {
    super(
      'unavailable',
      `This machine has no "${program}": it is no login node of a Slurm cluster, or Slurm is not on its PATH. ` +
        'Open the workbench on one that is, or start the runs on this machine.',
    );
  }
}

/** What Slurm says when the controller or its database cannot be reached; all else is an answer. */
export function isSilence(said: string): boolean {
  return /unable to contact slurm|socket timed out|connection (?:refused|timed out|reset)|connect failure|communication (?:connection )?failure|slurmctld.*not running|zero bytes were transmitted|unable to connect to database|resource temporarily unavailable|munge/i.test(
    said,
  );
}
