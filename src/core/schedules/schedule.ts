/** How the learning rate changes over a task's epochs; every task begins anew. */

export interface SchedulePlace {
  /** From 1. */
  readonly epoch: number;
  readonly epochs: number;
}

export interface ScheduleOptions {
  readonly learningRate: number;
  /** Of the last epochs: cosine and linear end here. */
  readonly lastLearningRate: number;
  readonly decayEvery: number;
  readonly decayFactor: number;
}

export type Schedule = (place: SchedulePlace, options: ScheduleOptions) => number;
