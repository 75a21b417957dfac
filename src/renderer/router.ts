/** Every view and its address; hash history, so that addresses work under app:// and from the server alike. */
import { createRouter, createWebHashHistory, type Router } from 'vue-router';
import { setTitle } from './page-title';

declare module 'vue-router' {
  interface RouteMeta {
    /** The window's title until the view knows better. */
    title: string;
  }
}

export function createWorkbenchRouter(history = createWebHashHistory()): Router {
  const router = createRouter({
    history,
    routes: [
      { path: '/', redirect: '/experiments' },
      { path: '/experiments', component: () => import('./views/Experiments.vue'), meta: { title: 'Experiments' } },
      {
        path: '/experiments/new',
        component: () => import('./views/NewExperiment.vue'),
        meta: { title: 'New experiment' },
      },
      {
        path: '/experiments/:experimentId',
        component: () => import('./views/ExperimentView.vue'),
        props: true,
        meta: { title: 'Experiment' },
      },
      { path: '/runs', component: () => import('./views/Runs.vue'), meta: { title: 'Runs' } },
      { path: '/runs/:runId', component: () => import('./views/RunView.vue'), props: true, meta: { title: 'Run' } },
      {
        path: '/compare',
        component: () => import('./views/Compare.vue'),
        props: (route) => ({
          runIds: String(route.query['runs'] ?? '')
            .split(',')
            .filter(Boolean),
        }),
        meta: { title: 'Comparison' },
      },
      { path: '/datasets', component: () => import('./views/Datasets.vue'), meta: { title: 'Datasets' } },
      { path: '/weights', component: () => import('./views/Weights.vue'), meta: { title: 'Weights' } },
      { path: '/engine', component: () => import('./views/Engine.vue'), meta: { title: 'Engine' } },
      { path: '/:rest(.*)*', component: () => import('./views/NotFound.vue'), meta: { title: 'Not found' } },
    ],
  });
  router.afterEach((to) => setTitle(to.meta.title));
  return router;
}
