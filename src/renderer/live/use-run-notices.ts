/** Tells a person who looks elsewhere that a run has ended, failed or fell silent: in the title, and by the browser. */
import { onScopeDispose, watch } from 'vue';
import { useRouter } from 'vue-router';
import { RunWatch, type RunNotice } from '../../shared/notices/run-watch';
import { titleMark } from '../../shared/notices/title-mark';
import { usePush } from '../stores/connection';
import { useMachineStore } from '../stores/machine';
import { useNotificationsStore } from '../stores/notifications';
import { usePageTitleStore } from '../stores/page-title';
import { useRunsStore } from '../stores/runs';

const lookMs = 10_000;
/** Browsers wake the timers of a page that nobody sees once a minute. */
const sleptMs = 180_000;

export function useRunNotices(): void {
  const router = useRouter();
  const runs = useRunsStore();
  const machine = useMachineStore();
  const pageTitle = usePageTitleStore();
  const notifications = useNotificationsStore();
  const watched = new RunWatch(Date.now(), sleptMs);
  let unseen: RunNotice[] = [];

  function tell(notice: RunNotice): void {
    const path = `/runs/${notice.run.id}`;
    if (!document.hasFocus()) {
      unseen = [...unseen, notice];
      pageTitle.mark = titleMark(unseen);
    } else if (router.currentRoute.value.path === path) return;
    // The desktop program shows the system's.
    if (machine.info?.host === 'browser') notifications.show(notice, () => void router.push(path));
  }

  function take(run: RunNotice['run']): void {
    const notice = watched.take(run, Date.now());
    if (notice !== null) tell(notice);
  }

  function see(): void {
    unseen = [];
    pageTitle.mark = null;
  }

  usePush('run/changed', take);
  usePush('run/events', ({ runId }) => watched.hear(runId, Date.now()));
  // Also after a lost connection: what ended meanwhile is told.
  watch(
    () => runs.loadedAt,
    () => runs.byId.forEach(take),
  );
  const timer = setInterval(() => watched.look(Date.now()).forEach(tell), lookMs);
  window.addEventListener('focus', see);
  onScopeDispose(() => {
    clearInterval(timer);
    window.removeEventListener('focus', see);
  });
}
