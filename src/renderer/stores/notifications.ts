/** The browser's own notifications: asked for in the settings and never by themselves, remembered by this browser. */
import { defineStore } from 'pinia';
import { computed, ref } from 'vue';
import { runNoticeText } from '../../shared/notices/run-notice-text';
import type { RunNotice } from '../../shared/notices/run-watch';
import { keep, readKept } from './kept';

const keptAs = 'notifies';

export const useNotificationsStore = defineStore('notifications', () => {
  const isWanted = ref(readKept(keptAs) === 'yes');
  const permission = ref<NotificationPermission | 'unavailable'>(
    'Notification' in window ? Notification.permission : 'unavailable',
  );
  const isOn = computed(() => isWanted.value && permission.value === 'granted');
  /** Why the person's wish cannot be met; null where it can. */
  const problem = computed(() => {
    if (permission.value === 'unavailable') return 'This browser has no notifications.';
    if (permission.value !== 'denied') return null;
    return 'This browser refuses notifications from this address. Allow them in its settings for this site.';
  });

  /** From a click: browsers ask the person only then. */
  async function turn(on: boolean): Promise<void> {
    isWanted.value = on;
    if (on && permission.value === 'default') permission.value = await Notification.requestPermission();
    keep(keptAs, isOn.value ? 'yes' : null);
  }

  /** `open` shows the run when the person clicks. Several tabs show it once. */
  function show(notice: RunNotice, open: () => void): void {
    if (!isOn.value) return;
    const { title, body } = runNoticeText(notice);
    const notification = new Notification(title, { body, tag: `${notice.run.id} ${notice.what}` });
    notification.onclick = () => {
      notification.close();
      window.focus();
      open();
    };
  }

  return { isOn, problem, turn, show };
});
