/** Runs that another machine starts: what is known of them there, as JSON; null for those that this machine starts. */
export const remoteRuns = `
  ALTER TABLE run ADD COLUMN remote TEXT;
`;
