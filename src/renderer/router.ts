/**
 * Every view and its address; hash history, so that addresses work under app:// and from the server alike.
 * Views come with the page: one that is fetched later would be missing when the connection is lost.
 */
import { createRouter, createWebHashHistory, type Router } from 'vue-router';
import Compare from './views/Compare.vue';
import Datasets from './views/Datasets.vue';
import Engine from './views/Engine.vue';
import Evaluate from './views/Evaluate.vue';
import EvaluationView from './views/EvaluationView.vue';
import ExperimentView from './views/ExperimentView.vue';
import Experiments from './views/Experiments.vue';
import ImagesView from './views/ImagesView.vue';
import NewExperiment from './views/NewExperiment.vue';
import NotFound from './views/NotFound.vue';
import Prepare from './views/Prepare.vue';
import RunView from './views/RunView.vue';
import RobustnessView from './views/RobustnessView.vue';
import Runs from './views/Runs.vue';
import Weights from './views/Weights.vue';

declare module 'vue-router' {
  interface RouteMeta {
    /** The window's title until the view knows better. */
    title: string;
  }
}

export function createWorkbenchRouter(history = createWebHashHistory()): Router {
  return createRouter({
    history,
    routes: [
      { path: '/', redirect: '/experiments' },
      { path: '/experiments', component: Experiments, meta: { title: 'Experiments' } },
      {
        path: '/experiments/new',
        component: NewExperiment,
        meta: { title: 'New experiment' },
      },
      {
        path: '/experiments/:experimentId',
        component: ExperimentView,
        props: true,
        meta: { title: 'Experiment' },
      },
      { path: '/runs', component: Runs, meta: { title: 'Runs' } },
      { path: '/runs/:runId', component: RunView, props: true, meta: { title: 'Run' } },
      { path: '/runs/:runId/images', component: ImagesView, props: true, meta: { title: 'Images' } },
      {
        path: '/compare',
        component: Compare,
        props: (route) => ({ runIds: idsIn(route.query['runs']) }),
        meta: { title: 'Comparison' },
      },
      { path: '/datasets', component: Datasets, meta: { title: 'Datasets' } },
      { path: '/datasets/prepare', component: Prepare, meta: { title: 'Prepare videos' } },
      { path: '/weights', component: Weights, meta: { title: 'Weights' } },
      { path: '/evaluate', component: Evaluate, meta: { title: 'Evaluate' } },
      {
        path: '/evaluate/robustness',
        component: RobustnessView,
        props: (route) => ({ evaluationIds: idsIn(route.query['of']) }),
        meta: { title: 'Robustness' },
      },
      { path: '/evaluate/:evaluationId', component: EvaluationView, props: true, meta: { title: 'Evaluation' } },
      { path: '/evaluate/:evaluationId/images', component: ImagesView, props: true, meta: { title: 'Images' } },
      { path: '/engine', component: Engine, meta: { title: 'Engine' } },
      { path: '/:rest(.*)*', component: NotFound, meta: { title: 'Not found' } },
    ],
  });
}

/** `a,b,c` */
function idsIn(value: unknown): string[] {
  return String(value ?? '')
    .split(',')
    .filter(Boolean);
}
