/** Evaluations that wait for cores or are at work, for all processes of the workspace; what they are stands in their folders. */
export const evaluationJobs = `
  CREATE TABLE evaluation_job (
    id         TEXT PRIMARY KEY,
    created_at TEXT NOT NULL,
    -- Milliseconds since 1970; null while it waits.
    claimed_at INTEGER,
    worker_pid INTEGER
  ) STRICT, WITHOUT ROWID;
`;
