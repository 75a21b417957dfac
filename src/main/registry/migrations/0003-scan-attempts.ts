/** Counts the scans of a dataset that were begun and did not end, so that one that takes its process along is not begun for ever. */
export const scanAttempts = `
  ALTER TABLE dataset ADD COLUMN scan_attempts INTEGER NOT NULL DEFAULT 0;
`;
