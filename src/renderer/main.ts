/** The entry of the interface: connects to the host and mounts the workbench. */
import './without-eval';
import '@fontsource-variable/inter/index.css';
import './theme/base.css';
import './theme/element-plus';
// After Element Plus, which sets `color-scheme: light` on the page for both themes.
import './theme/tokens.css';
import { connectClient } from './client/client';
import { createWorkbenchApp } from './create-workbench-app';

createWorkbenchApp(connectClient()).mount('#app');
