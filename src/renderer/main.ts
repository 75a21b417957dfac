/** The entry of the interface: connects to the host and mounts the workbench. */
import './without-eval';
import '@fontsource-variable/inter/index.css';
import './theme/tokens.css';
import './theme/base.css';
import './theme/element-plus';
import { connectClient } from './client/client';
import { createWorkbenchApp } from './create-workbench-app';

createWorkbenchApp(connectClient()).mount('#app');
