/** The submissions of a workspace as far as they are known: each file is read once, what came of it until it is there. */
import { toAppError } from '../../shared/errors';
import type { RemoteRun } from '../../shared/executor';
import type { Logger } from 'pino';
import { SubmissionFolder, submissionNames, type Outcome, type Submission } from './submission-folder';

export interface KnownSubmission {
  readonly folder: SubmissionFolder;
  readonly file: Submission;
  outcome: Outcome | null;
}

export interface SubmittedRun {
  readonly submission: KnownSubmission;
  readonly index: number;
}

export class KnownSubmissions {
  private readonly known = new Map<string, KnownSubmission>();
  private readonly runs = new Map<string, SubmittedRun>();
  private readonly unreadable = new Set<string>();

  constructor(
    private readonly submissionsFolder: string,
    private readonly log: Logger,
  ) {}

  /** Takes in what this or another process has made since. */
  async look(): Promise<void> {
    for (const name of await submissionNames(this.submissionsFolder)) {
      if (this.known.has(name) || this.unreadable.has(name)) continue;
      try {
        await this.take(new SubmissionFolder(this.submissionsFolder, name));
      } catch (error) {
        // Told once; its runs count as not submitted.
        this.unreadable.add(name);
        this.log.warn({ submission: name }, toAppError(error).message);
      }
    }
  }

  /** Null for a run that was not handed over since it was last to be started. */
  find(id: string, { attempt }: Pick<RemoteRun, 'attempt'>): SubmittedRun | null {
    return this.runs.get(keyOf(id, attempt)) ?? null;
  }

  private async take(folder: SubmissionFolder): Promise<void> {
    const submission = { folder, file: await folder.read(), outcome: await folder.outcome() };
    this.known.set(folder.name, submission);
    submission.file.runs.forEach(({ id, attempt }, index) => this.runs.set(keyOf(id, attempt), { submission, index }));
  }
}

function keyOf(id: string, attempt: number): string {
  return `${id} ${attempt}`;
}
