/** Loss terms, metrics and reports become records by what methods and metrics declare, in place of a column for each. */
export const declared = `
  CREATE TABLE loss_point_declared (
    run_id TEXT NOT NULL REFERENCES run (id) ON DELETE CASCADE,
    step   INTEGER NOT NULL,
    epoch  INTEGER NOT NULL,
    batch  INTEGER NOT NULL,
    -- JSON: total, and each term by its id.
    losses TEXT NOT NULL,
    PRIMARY KEY (run_id, step, epoch, batch)
  ) STRICT, WITHOUT ROWID;
  -- json_patch leaves out what is null: terms that the method does not have.
  INSERT INTO loss_point_declared
    SELECT run_id, step, epoch, batch, json_patch('{}', json_object(
      'total', total, 'crossEntropy', cross_entropy, 'distillation', distillation, 'representation', representation))
    FROM loss_point;
  DROP TABLE loss_point;
  ALTER TABLE loss_point_declared RENAME TO loss_point;

  CREATE TABLE task_result_declared (
    run_id   TEXT NOT NULL REFERENCES run (id) ON DELETE CASCADE,
    step     INTEGER NOT NULL,
    task     TEXT NOT NULL,
    split    TEXT NOT NULL CHECK (split IN ('train', 'val', 'test')),
    -- JSON: metric to value, null where it is not defined.
    metrics  TEXT NOT NULL,
    auc_low  REAL,
    auc_high REAL,
    fake     INTEGER NOT NULL,
    real     INTEGER NOT NULL,
    note     TEXT,
    PRIMARY KEY (run_id, step, task, split)
  ) STRICT, WITHOUT ROWID;
  INSERT INTO task_result_declared
    SELECT run_id, step, task, split, json_object(
      'auc', auc, 'videoAuc', video_auc, 'averagePrecision', average_precision, 'eer', eer, 'accuracy', accuracy),
      auc_low, auc_high, fake, real, note
    FROM task_result;
  DROP TABLE task_result;
  ALTER TABLE task_result_declared RENAME TO task_result;

  -- JSON of StepDetail.reports; of steps that an older version trained, CoReD's store alone.
  ALTER TABLE step RENAME COLUMN store TO reports;

  -- JSON: means over the last epoch that has ended.
  ALTER TABLE run ADD COLUMN losses TEXT;
  UPDATE run SET losses = (
    SELECT losses FROM epoch_result WHERE run_id = run.id ORDER BY step DESC, epoch DESC LIMIT 1);
`;
