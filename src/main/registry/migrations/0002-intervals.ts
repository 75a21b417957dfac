/** Adds to the results of a task the interval of its AUC and the AUC over videos. */
export const intervals = `
  ALTER TABLE task_result ADD COLUMN auc_low REAL;
  ALTER TABLE task_result ADD COLUMN auc_high REAL;
  ALTER TABLE task_result ADD COLUMN video_auc REAL;
`;
