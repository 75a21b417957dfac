/** The first schema: datasets and their tasks, experiments, runs, and what the runs' events told. */
export const initial = `
  CREATE TABLE dataset (
    id         TEXT PRIMARY KEY,
    name       TEXT NOT NULL,
    path       TEXT NOT NULL UNIQUE,
    -- NULL until a scan has ended.
    scanned_at TEXT,
    failed     INTEGER NOT NULL DEFAULT 0 CHECK (failed IN (0, 1)),
    problems   TEXT NOT NULL DEFAULT '[]',
    revision   INTEGER NOT NULL DEFAULT 1
  ) STRICT;

  CREATE TABLE task (
    dataset_id TEXT NOT NULL REFERENCES dataset (id) ON DELETE CASCADE,
    position   INTEGER NOT NULL,
    name       TEXT NOT NULL,
    -- JSON of TaskScan.
    scan       TEXT NOT NULL,
    PRIMARY KEY (dataset_id, name)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE experiment (
    id         TEXT PRIMARY KEY,
    name       TEXT NOT NULL,
    created_at TEXT NOT NULL,
    chain      TEXT NOT NULL
  ) STRICT;

  CREATE TABLE run (
    id                TEXT PRIMARY KEY,
    experiment_id     TEXT NOT NULL REFERENCES experiment (id),
    created_at        TEXT NOT NULL,
    folder            TEXT NOT NULL,
    -- JSON of run.json.
    file              TEXT NOT NULL,
    name              TEXT NOT NULL,
    tags              TEXT NOT NULL DEFAULT '[]',
    notes             TEXT NOT NULL DEFAULT '',
    state             TEXT NOT NULL CHECK (state IN
      ('queued', 'starting', 'training', 'paused', 'stopped', 'interrupted', 'failed', 'complete')),
    engine            TEXT,
    error_code        TEXT,
    error_message     TEXT,
    ended_at          TEXT,
    seconds           REAL NOT NULL DEFAULT 0,
    step              INTEGER,
    epoch             INTEGER,
    epochs            INTEGER,
    share             REAL NOT NULL DEFAULT 0,
    images_per_second REAL,
    seconds_left      REAL,
    -- Of the last event taken in, and the byte in events.jsonl behind it.
    last_sequence     INTEGER NOT NULL DEFAULT 0,
    events_offset     INTEGER NOT NULL DEFAULT 0,
    -- Milliseconds since 1970: when a process took the run out of the queue, and the worker it started.
    claimed_at        INTEGER,
    worker_pid        INTEGER,
    revision          INTEGER NOT NULL DEFAULT 1
  ) STRICT;
  CREATE INDEX run_by_state ON run (state, created_at, id);
  CREATE INDEX run_by_experiment ON run (experiment_id, created_at, id);

  -- Whoever shows runs notices by the revision what other processes changed.
  CREATE TRIGGER run_revised AFTER UPDATE ON run WHEN NEW.revision = OLD.revision
  BEGIN
    UPDATE run SET revision = OLD.revision + 1 WHERE id = NEW.id;
  END;
  CREATE TRIGGER dataset_revised AFTER UPDATE ON dataset WHEN NEW.revision = OLD.revision
  BEGIN
    UPDATE dataset SET revision = OLD.revision + 1 WHERE id = NEW.id;
  END;

  CREATE TABLE step (
    run_id            TEXT NOT NULL REFERENCES run (id) ON DELETE CASCADE,
    step              INTEGER NOT NULL,
    task              TEXT NOT NULL,
    state             TEXT NOT NULL CHECK (state IN ('waiting', 'training', 'done')),
    epochs            INTEGER,
    batches_per_epoch INTEGER,
    best_epoch        INTEGER,
    weights_hash      TEXT,
    -- JSON of StepDetail.store.
    store             TEXT,
    PRIMARY KEY (run_id, step)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE task_result (
    run_id            TEXT NOT NULL REFERENCES run (id) ON DELETE CASCADE,
    step              INTEGER NOT NULL,
    task              TEXT NOT NULL,
    split             TEXT NOT NULL CHECK (split IN ('train', 'val', 'test')),
    auc               REAL,
    average_precision REAL,
    eer               REAL,
    accuracy          REAL,
    fake              INTEGER NOT NULL,
    real              INTEGER NOT NULL,
    note              TEXT,
    PRIMARY KEY (run_id, step, task, split)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE epoch_result (
    run_id          TEXT NOT NULL REFERENCES run (id) ON DELETE CASCADE,
    step            INTEGER NOT NULL,
    epoch           INTEGER NOT NULL,
    losses          TEXT NOT NULL,
    -- JSON: task name to AUC on val.
    aucs            TEXT NOT NULL,
    selection_score REAL,
    is_best         INTEGER NOT NULL CHECK (is_best IN (0, 1)),
    PRIMARY KEY (run_id, step, epoch)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE loss_point (
    run_id         TEXT NOT NULL REFERENCES run (id) ON DELETE CASCADE,
    step           INTEGER NOT NULL,
    epoch          INTEGER NOT NULL,
    batch          INTEGER NOT NULL,
    total          REAL NOT NULL,
    cross_entropy  REAL NOT NULL,
    distillation   REAL,
    representation REAL,
    PRIMARY KEY (run_id, step, epoch, batch)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE log_line (
    run_id   TEXT NOT NULL REFERENCES run (id) ON DELETE CASCADE,
    sequence INTEGER NOT NULL,
    time     TEXT NOT NULL,
    level    TEXT NOT NULL CHECK (level IN ('info', 'warning', 'error')),
    message  TEXT NOT NULL,
    PRIMARY KEY (run_id, sequence)
  ) STRICT, WITHOUT ROWID;

  -- Hashes of weights files, so that listing them does not read them all again.
  CREATE TABLE weights_file (
    path        TEXT PRIMARY KEY,
    size_bytes  INTEGER NOT NULL,
    modified_at TEXT NOT NULL,
    hash        TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;
`;
