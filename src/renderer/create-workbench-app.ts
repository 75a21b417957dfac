/** The Vue application over any client: the real one, or one that a test makes up. */
import { createPinia } from 'pinia';
import { createApp, type App as VueApp } from 'vue';
import App from './App.vue';
import { createWorkbenchRouter } from './router';
import { connectionKey, trackConnection, type ObservedClient } from './stores/connection';
import { useThemeStore } from './stores/theme';

export function createWorkbenchApp(client: ObservedClient): VueApp {
  const app = createApp(App);
  app.provide(connectionKey, trackConnection(client));
  const pinia = createPinia();
  app.use(pinia);
  // Before anything is drawn.
  useThemeStore(pinia);
  app.use(createWorkbenchRouter());
  return app;
}
