/** The teacher's outputs of a batch, for methods that declare that they need them. */
import type { NetworkOutputs, ObjectiveBatch } from './objective';

/** Throws where there are none: in stage 1, or because the method does not declare `teacherOutputs`. */
export function teacherOutputs({ teacher }: Pick<ObjectiveBatch, 'teacher'>): NetworkOutputs {
  if (teacher) return teacher;
  throw new Error('The batch has no outputs of a teacher. The method has to declare that it needs `teacherOutputs`.');
}
