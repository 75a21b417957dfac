/** Every call's handler, one file for each noun. A call of the contract without one fails the type check. */
import { appCalls } from './app';
import { bundleCalls } from './bundles';
import { cacheCalls } from './cache';
import { comparisonCalls } from './comparisons';
import { datasetCalls } from './datasets';
import { placeCalls } from './places';
import { preparationCalls } from './preparations';
import { engineCalls } from './engines';
import { evaluationCalls } from './evaluations';
import { experimentCalls } from './experiments';
import { imageCalls } from './images';
import { runCalls } from './runs';
import { settingsCalls } from './settings';
import { strayCalls } from './strays';
import { reportCalls } from './reports';
import { trackerCalls } from './trackers';
import { weightsCalls } from './weights';
import type { Handlers } from './handler';

export const handlers: Handlers = {
  ...appCalls,
  ...datasetCalls,
  ...preparationCalls,
  ...engineCalls,
  ...placeCalls,
  ...experimentCalls,
  ...runCalls,
  ...strayCalls,
  ...comparisonCalls,
  ...weightsCalls,
  ...bundleCalls,
  ...trackerCalls,
  ...reportCalls,
  ...evaluationCalls,
  ...imageCalls,
  ...cacheCalls,
  ...settingsCalls,
};
