/** What could not be read of a run's folder when it was taken in. */
export const damage = `
  -- JSON: sentences for a person.
  ALTER TABLE run ADD COLUMN damage TEXT NOT NULL DEFAULT '[]';
`;
