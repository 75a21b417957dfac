/** How much work a chain is and how much of it is done, for the time that is left. */
import type { ResolvedRecipe } from '../../recipe/recipe';
import type { TaskData } from '../training';

/** Units are evaluated images; a trained one costs three of them: forward and both gradients. */
const trainedImageUnits = 3;

export class WorkPlan {
  private done = 0;
  /** Training images of the tasks. */
  private readonly counts: readonly number[];

  constructor(
    private readonly recipe: Pick<ResolvedRecipe, 'config' | 'method' | 'needs' | 'training'>,
    private readonly tasks: readonly TaskData[],
  ) {
    this.counts = tasks.map(({ train }) => train.labels.length);
  }

  /** Call when images have been trained on in `stage`; those that were replayed count too. */
  countTrained(images: number, stage: number): void {
    this.done += images * this.unitsPerImage(stage);
  }

  /** Call when images have had a forward pass and a way back outside of training. */
  countDifferentiated(images: number): void {
    this.done += images * trainedImageUnits;
  }

  countEvaluated(images: number): void {
    this.done += images;
  }

  /**
   * Seconds that the rest of the chain takes at the speed so far.
   * `epoch` epochs of `stage` are done; `seconds` is the training time since this plan was made.
   */
  secondsLeft({ stage, epoch }: { stage: number; epoch: number }, seconds: number): number {
    if (this.done === 0) return 0;
    const { epochs } = this.recipe.training;
    const ahead = this.tasks.map((_, index) => {
      if (index + 1 < stage) return 0;
      const epochsLeft = index + 1 === stage ? epochs - epoch : epochs;
      return epochsLeft * this.epochUnits(index + 1) + this.endOfTaskUnits(index);
    });
    return (ahead.reduce((sum, units) => sum + units, 0) * seconds) / this.done;
  }

  /** Images of one epoch of the stage, those that are replayed included. */
  private epochImages(stage: number): number {
    const { config, method, needs, training } = this.recipe;
    const images = method.countImages(config.parameters, this.counts.slice(0, stage));
    const batches = Math.ceil(images / training.batchSize);
    return images + batches * (needs.replayedImages ?? 0);
  }

  private epochUnits(stage: number): number {
    return this.epochImages(stage) * this.unitsPerImage(stage) + this.validationImages();
  }

  private unitsPerImage(stage: number): number {
    return trainedImageUnits + (this.recipe.needs.teacherOutputs === true && stage > 1 ? 1 : 0);
  }

  private validationImages(): number {
    return this.tasks.reduce((sum, task) => sum + task.val.labels.length, 0);
  }

  /** Evaluation on every split, and what the method does after the task. */
  private endOfTaskUnits(index: number): number {
    const { outputs = 0, gradients = 0 } = this.recipe.needs.passesAfterTask ?? {};
    const passes = (this.counts[index] ?? 0) * (outputs + gradients * trainedImageUnits);
    return this.tasks.reduce((sum, task) => sum + (task.test?.labels.length ?? 0), this.validationImages()) + passes;
  }
}
