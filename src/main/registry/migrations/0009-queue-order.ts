/** The order of the queue where a person has changed it; without a reference to the runs, so that it outlives their being read anew. */
export const queueOrder = `
  CREATE TABLE queue_place (
    run_id   TEXT PRIMARY KEY,
    -- 1 high, 0 normal, -1 low.
    priority INTEGER NOT NULL DEFAULT 0 CHECK (priority IN (-1, 0, 1)),
    -- Among those of its priority; runs without a place stand behind those that have one.
    place    INTEGER
  ) STRICT, WITHOUT ROWID;
`;
