/** The order of the queue, in which runs and evaluations wait together. */

/**
 * By priority, then as a person has put them; of the others evaluations first, which take minutes where runs take hours, and
 * the oldest first. The order is kept beside the jobs, so that it outlives their being read anew, and is looked at by
 * whichever process claims the next. Runs that another machine starts are not in it. Gives `job.id`, `job.kind`, `job.created_at` and `queue_place`.
 */
export const waitingJobs = `FROM (
    SELECT id, created_at, 'run' AS kind FROM run WHERE state = 'queued' AND remote IS NULL
    UNION ALL SELECT id, created_at, 'evaluation' FROM evaluation_job WHERE claimed_at IS NULL
  ) AS job LEFT JOIN queue_place ON queue_place.run_id = job.id
  ORDER BY coalesce(queue_place.priority, 0) DESC, queue_place.place IS NULL, queue_place.place,
    job.kind = 'run', job.created_at, job.id`;

/** States in which a worker is at work or about to be. A paused run holds no slot, so that others can go first. */
export const busyStates = `('starting', 'training')`;

/** How many processes compute: a statement that claims one more asks this first. */
export const countAtWork = `(SELECT count(*) FROM run WHERE state IN ${busyStates} AND remote IS NULL)
  + (SELECT count(*) FROM evaluation_job WHERE claimed_at IS NOT NULL)`;
