/** What a person is told before the window closes. */
import { formatCount } from '../../shared/format';

/** Null when nothing trains or waits. */
export function closingMessage(training: number, waiting: number): { message: string; detail: string } | null {
  if (training === 0 && waiting === 0) return null;
  const goesOn = `${formatCount(training, 'training')} ${training === 1 ? 'goes' : 'go'} on`;
  const waits = `${formatCount(waiting, 'run')} ${waiting === 1 ? 'waits' : 'wait'}`;
  const start = waiting === 1 ? 'It starts' : 'They start';
  if (training === 0) {
    return { message: `${waits} to be trained`, detail: `${start} when the workbench is opened again.` };
  }
  const found = 'The workbench finds what trains when it is opened again.';
  return {
    message: `${goesOn} in the background`,
    detail: waiting === 0 ? found : `${found} ${waits} and will start then.`,
  };
}
