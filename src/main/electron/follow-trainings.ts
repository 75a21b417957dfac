/** What the desktop shows of the trainings outside of its window: progress, notifications, a machine that stays awake. */
import type { BrowserWindow } from 'electron';
import type { Logger } from 'pino';
import { pushes } from '../../shared/contract';
import { toAppError } from '../../shared/errors';
import { firstSettings } from '../../shared/settings';
import type { Workbench } from '../workbench-api';
import { KeepAwake } from './keep-awake';
import { RunNotifications } from './run-notifications';
import { meanProgress, RunWatch, type RunNotice } from '../../shared/notices/run-watch';

interface Surroundings {
  readonly window: BrowserWindow;
  readonly workbench: Workbench;
  readonly log: Logger;
}

const lookMs = 10_000;

/** Follows until the window is closed. */
export async function followTrainings({ window, workbench, log }: Surroundings): Promise<void> {
  const watch = new RunWatch(Date.now());
  const awake = new KeepAwake();
  const notifications = new RunNotifications(window, log);

  let settings = firstSettings;
  let shownProgress = -1;
  const show = () => {
    const progress = meanProgress(watch.training);
    awake.set(settings.keepsAwake && progress !== null);
    // Whole percents are all that can be seen; -1 takes the bar away.
    const shown = progress === null ? -1 : Math.round(progress * 100) / 100;
    if (shown === shownProgress || window.isDestroyed()) return;
    window.setProgressBar(shown);
    shownProgress = shown;
  };
  const tell = (notice: RunNotice) => {
    if (settings.notifies && !window.isDestroyed()) notifications.show(notice);
  };
  const readSettings = async () => {
    settings = (await workbench.call('settings/get', {})).settings;
    show();
  };

  const stopListening = workbench.subscribe((name, payload) => {
    if (name === 'run/changed') {
      const notice = watch.take(pushes[name].payload.parse(payload), Date.now());
      if (notice !== null) tell(notice);
      show();
    } else if (name === 'run/events') {
      watch.hear(pushes[name].payload.parse(payload).runId, Date.now());
    } else if (name === 'settings/changed') {
      settings = pushes[name].payload.parse(payload).settings;
      show();
    }
  });
  const timer = setInterval(() => {
    for (const notice of watch.look(Date.now())) {
      log.warn({ run: notice.run.id }, 'A training has reported nothing for long');
      tell(notice);
    }
    // Another window of the same person may have changed them.
    readSettings().catch((error: unknown) => log.error({ error: toAppError(error).toPayload() }, 'No settings'));
  }, lookMs);
  window.once('closed', () => {
    clearInterval(timer);
    stopListening();
    awake.set(false);
    notifications.close();
  });

  for (const run of await workbench.call('run/list', {})) watch.take(run, Date.now());
  await readSettings();
}
