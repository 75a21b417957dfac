/** What was called a step, a chain's training on one task, is a stage. */
export const stages = `
  ALTER TABLE step RENAME TO stage;
  ALTER TABLE stage RENAME COLUMN step TO stage;
  ALTER TABLE run RENAME COLUMN step TO stage;
  ALTER TABLE task_result RENAME COLUMN step TO stage;
  ALTER TABLE epoch_result RENAME COLUMN step TO stage;
  ALTER TABLE loss_point RENAME COLUMN step TO stage;
`;
