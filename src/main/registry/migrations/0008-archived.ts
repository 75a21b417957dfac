/** Runs can be put aside, and an experiment can be called otherwise than its runs' run.json says. */
export const archived = `
  ALTER TABLE run ADD COLUMN archived INTEGER NOT NULL DEFAULT 0 CHECK (archived IN (0, 1));
  ALTER TABLE run ADD COLUMN experiment_name TEXT;
`;
