/** Every call's handler. A call of the contract without one fails the type check here. */
import { appInfo } from './app-info';
import { cacheClear } from './cache-clear';
import { cacheGet } from './cache-get';
import { comparisonExport } from './comparison-export';
import { comparisonGet } from './comparison-get';
import { comparisonRender } from './comparison-render';
import { datasetAdd } from './dataset-add';
import { datasetGet } from './dataset-get';
import { datasetList } from './dataset-list';
import { datasetRemove } from './dataset-remove';
import { datasetScan } from './dataset-scan';
import { demoStart } from './demo-start';
import { engineList } from './engine-list';
import { engineMeasure } from './engine-measure';
import { evaluationGet } from './evaluation-get';
import { evaluationList } from './evaluation-list';
import { evaluationStart } from './evaluation-start';
import { experimentCreate } from './experiment-create';
import { experimentGet } from './experiment-get';
import { experimentList } from './experiment-list';
import { fileChoose } from './file-choose';
import { folderChoose } from './folder-choose';
import { folderList } from './folder-list';
import type { Handlers } from './handler';
import { machineSample } from './machine-sample';
import { recipeOptionsHandler } from './recipe-options';
import { registryRebuild } from './registry-rebuild';
import { runAnnotate } from './run-annotate';
import { runGet } from './run-get';
import { runList } from './run-list';
import { runLog } from './run-log';
import { runPause } from './run-pause';
import { runResume } from './run-resume';
import { runStop } from './run-stop';
import { settingsGet } from './settings-get';
import { settingsSave } from './settings-save';
import { taskSamples } from './task-samples';
import { updateOpen } from './update-open';
import { weightsExport } from './weights-export';
import { weightsInspect } from './weights-inspect';
import { weightsList } from './weights-list';

export const handlers: Handlers = {
  'app/info': appInfo,
  'engine/list': engineList,
  'engine/measure': engineMeasure,
  'machine/sample': machineSample,
  'folder/list': folderList,
  'folder/choose': folderChoose,
  'file/choose': fileChoose,
  'dataset/add': datasetAdd,
  'dataset/scan': datasetScan,
  'dataset/list': datasetList,
  'dataset/get': datasetGet,
  'dataset/remove': datasetRemove,
  'task/samples': taskSamples,
  'demo/start': demoStart,
  'recipe/options': recipeOptionsHandler,
  'experiment/create': experimentCreate,
  'experiment/list': experimentList,
  'experiment/get': experimentGet,
  'run/list': runList,
  'run/get': runGet,
  'run/log': runLog,
  'run/pause': runPause,
  'run/resume': runResume,
  'run/stop': runStop,
  'run/annotate': runAnnotate,
  'comparison/get': comparisonGet,
  'comparison/render': comparisonRender,
  'comparison/export': comparisonExport,
  'weights/list': weightsList,
  'weights/export': weightsExport,
  'weights/inspect': weightsInspect,
  'evaluation/start': evaluationStart,
  'evaluation/list': evaluationList,
  'evaluation/get': evaluationGet,
  'cache/get': cacheGet,
  'cache/clear': cacheClear,
  'settings/get': settingsGet,
  'settings/save': settingsSave,
  'update/open': updateOpen,
  'registry/rebuild': registryRebuild,
};
