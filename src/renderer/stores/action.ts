/** Runs what a button asks for: one at a time, and an error is shown in words. */
import { ElMessage } from 'element-plus/es/components/message/index';
import { h, nextTick, ref, type Ref } from 'vue';
import { toAppError } from '../../shared/errors';
import { rememberFocus } from './kept-focus';

/** Away from the actions at the head of the view. */
const placement = 'bottom';

export function showError(thrown: unknown): void {
  const error = toAppError(thrown);
  if (error.code === 'cancelled') return;
  ElMessage({ message: error.message, type: 'error', duration: 9000, showClose: true, grouping: true, placement });
}

export function showDone(message: string): void {
  ElMessage({ message, type: 'success', duration: 3500, showClose: true, placement });
}

interface ToastButton {
  readonly label: string;
  readonly testId: string;
  act(): Promise<unknown>;
}

/** Said with a button, for as long as it is shown; what is returned takes it away before. */
export function showWithButton(message: string, { label, testId, act }: ToastButton): () => void {
  const shown = ElMessage({
    message: h('span', { class: 'with-button' }, [
      message,
      ' ',
      h('button', { type: 'button', 'data-testid': testId, onClick: () => void press() }, label),
    ]),
    ...{ type: 'success', duration: 20_000, showClose: true, placement },
  });
  async function press(): Promise<void> {
    shown.close();
    await act().catch(showError);
  }
  return () => shown.close();
}

/** Said with a button that takes it back. */
export function showUndo(message: string, undo: () => unknown): () => void {
  const act = async () => {
    await undo();
    showDone('Undone.');
  };
  return showWithButton(message, { label: 'Undo', testId: 'undo', act });
}

export interface Action<Input extends readonly unknown[]> {
  readonly isBusy: Ref<boolean>;
  /** Resolves to true when it went well; errors have been shown by then. */
  run(...input: Input): Promise<boolean>;
}

export function useAction<Input extends readonly unknown[]>(
  perform: (...input: Input) => Promise<unknown>,
): Action<Input> {
  const isBusy = ref(false);
  async function run(...input: Input): Promise<boolean> {
    if (isBusy.value) return false;
    // The button is disabled while it is busy.
    const giveFocusBack = rememberFocus();
    isBusy.value = true;
    try {
      await perform(...input);
      return true;
    } catch (thrown) {
      showError(thrown);
      return false;
    } finally {
      isBusy.value = false;
      void nextTick(giveFocusBack);
    }
  }
  return { isBusy, run };
}
