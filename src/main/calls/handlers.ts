/** Every call's handler, one file for each noun. A call of the contract without one fails the type check. */
import { appCalls } from './app';
import { backupCalls } from './backups';
import { binCalls } from './bin';
import { bundleCalls } from './bundles';
import { cacheCalls } from './cache';
import { datasetCalls } from './datasets';
import { downloadCalls } from './downloads';
import { placeCalls } from './places';
import { preparationCalls } from './preparations';
import { engineCalls } from './engines';
import { evaluationCalls } from './evaluations';
import { executorCalls } from './executors';
import { experimentCalls } from './experiments';
import { imageCalls } from './images';
import { queueCalls } from './queue';
import { runCalls } from './runs';
import { sessionCalls } from './sessions';
import { settingsCalls } from './settings';
import { strayCalls } from './strays';
import { templateCalls } from './templates';
import { trackerCalls } from './trackers';
import { viewCalls } from './views';
import { weightsCalls } from './weights';
import type { Handlers } from './handler';

export const handlers: Handlers = {
  ...appCalls,
  ...datasetCalls,
  ...preparationCalls,
  ...engineCalls,
  ...executorCalls,
  ...placeCalls,
  ...experimentCalls,
  ...queueCalls,
  ...templateCalls,
  ...runCalls,
  ...strayCalls,
  ...viewCalls,
  ...weightsCalls,
  ...binCalls,
  ...bundleCalls,
  ...downloadCalls,
  ...trackerCalls,
  ...evaluationCalls,
  ...imageCalls,
  ...cacheCalls,
  ...backupCalls,
  ...settingsCalls,
  ...sessionCalls,
};
