/** How much work a chain is and how much of it is done, for the time that is left. */
import type { TaskData } from './training';

export interface WorkPlanOptions {
  readonly tasks: readonly TaskData[];
  /** Images of one epoch of the step. */
  readonly trainingImages: (step: number) => number;
  readonly epochs: number;
  /** Whether steps after the first run a teacher beside the student. */
  readonly hasTeacher: boolean;
}

/** Units are evaluated images; a trained one costs three of them: forward and both gradients. */
const trainedImageUnits = 3;

export class WorkPlan {
  private done = 0;

  constructor(private readonly options: WorkPlanOptions) {}

  /** Call when images have been trained on in `step`. */
  countTrained(images: number, step: number): void {
    this.done += images * this.unitsPerImage(step);
  }

  countEvaluated(images: number): void {
    this.done += images;
  }

  /**
   * Seconds that the rest of the chain takes at the speed so far.
   * `epoch` epochs of `step` are done; `seconds` is the training time since this plan was made.
   */
  secondsLeft({ step, epoch }: { step: number; epoch: number }, seconds: number): number {
    if (this.done === 0) return 0;
    const { tasks, epochs } = this.options;
    const ahead = tasks.map((_, index) => {
      if (index + 1 < step) return 0;
      const epochsLeft = index + 1 === step ? epochs - epoch : epochs;
      return epochsLeft * this.epochUnits(index + 1) + this.evaluationUnits();
    });
    return (ahead.reduce((sum, units) => sum + units, 0) * seconds) / this.done;
  }

  private epochUnits(step: number): number {
    return this.options.trainingImages(step) * this.unitsPerImage(step) + this.validationImages();
  }

  private unitsPerImage(step: number): number {
    return trainedImageUnits + (this.options.hasTeacher && step > 1 ? 1 : 0);
  }

  private validationImages(): number {
    return this.options.tasks.reduce((sum, task) => sum + task.val.labels.length, 0);
  }

  private evaluationUnits(): number {
    return this.options.tasks.reduce((sum, task) => sum + (task.test?.labels.length ?? 0), this.validationImages());
  }
}
