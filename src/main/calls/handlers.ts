/** Every call's handler, one file for each noun. A call of the contract without one fails the type check. */
import { appCalls } from './app';
import { binCalls } from './bin';
import { bundleCalls } from './bundles';
import { cacheCalls } from './cache';
import { comparisonCalls } from './comparisons';
import { datasetCalls } from './datasets';
import { placeCalls } from './places';
import { preparationCalls } from './preparations';
import { engineCalls } from './engines';
import { evaluationCalls } from './evaluations';
import { executorCalls } from './executors';
import { experimentCalls } from './experiments';
import { imageCalls } from './images';
import { queueCalls } from './queue';
import { runCalls } from './runs';
import { settingsCalls } from './settings';
import { strayCalls } from './strays';
import { reportCalls } from './reports';
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
  ...comparisonCalls,
  ...weightsCalls,
  ...binCalls,
  ...bundleCalls,
  ...trackerCalls,
  ...reportCalls,
  ...evaluationCalls,
  ...imageCalls,
  ...cacheCalls,
  ...settingsCalls,
};
