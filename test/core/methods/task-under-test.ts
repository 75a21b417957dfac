/** A task for methods under test: what they may ask for, of which each test gives what it is about. */
import { randomStream } from '../../../src/core/random';
import type { FinishedTask } from '../../../src/core/methods/task-context';

/** Stage 2 of seed 2020. What is not given is refused. */
export function taskUnderTest(given: Partial<FinishedTask>): FinishedTask {
  const refuse = (what: string) => () => {
    throw new Error(`This test has no ${what}.`);
  };
  const stage = given.stage ?? 2;
  return {
    stage,
    networkParameters: [],
    weights: new Map(),
    imagesOf: refuse('images'),
    labelsOf: refuse('labels'),
    random: (purpose, ...place) => randomStream(2020, purpose, stage, ...place),
    teacherPass: refuse("teacher's pass"),
    studentPass: refuse("student's pass"),
    meanSquaredGradients: refuse('gradients'),
    ...given,
  };
}
