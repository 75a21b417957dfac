/** Whether another run finds cores of its own: a run takes as many as it has replicas. */

export interface Room {
  /** What all runs may take together. */
  readonly slots: number;
  /** Bytes of the machine. */
  readonly memory: number;
}

/** In cores, see `coresOf`. A run that alone asks for more than there is finds room when nothing else is at work. */
export function hasRoom(next: number, busy: readonly number[], slots: number): boolean {
  const taken = busy.reduce((sum, cores) => sum + cores, 0);
  return taken === 0 || taken + next <= slots;
}
