/** What the reading thread cannot know by itself, asked of the workbench. */
import { AppError } from '../../shared/errors';
import { Evaluation } from '../../shared/evaluation';
import { RecipeOptions } from '../../shared/recipe';
import type { FromThread, Question, ToThread } from './thread-messages';

export class QuestionDesk {
  private readonly open = new Map<number, { tell: (answer: unknown) => void; fail: (error: AppError) => void }>();
  private lastId = 0;
  private known: Promise<RecipeOptions> | null = null;

  constructor(private readonly send: (message: FromThread) => void) {}

  /** Asked for once. */
  options(): Promise<RecipeOptions> {
    this.known ??= this.ask({ about: 'recipe/options' }).then(
      (answer) => RecipeOptions.parse(answer),
      (error: unknown) => {
        this.known = null;
        throw error;
      },
    );
    return this.known;
  }

  async evaluations(): Promise<Evaluation[]> {
    return Evaluation.array().parse(await this.ask({ about: 'evaluations' }));
  }

  async coresOf(runId: string): Promise<number> {
    return Number(await this.ask({ about: 'cores', runId }));
  }

  hear(message: Exclude<ToThread, { type: 'call' }>): void {
    const asked = this.open.get(message.id);
    this.open.delete(message.id);
    if (message.type === 'told') asked?.tell(message.answer);
    else asked?.fail(new AppError(message.error.code, message.error.message));
  }

  private ask(question: Question): Promise<unknown> {
    const id = (this.lastId += 1);
    return new Promise((tell, fail) => {
      this.open.set(id, { tell, fail });
      this.send({ type: 'ask', id, question });
    });
  }
}
