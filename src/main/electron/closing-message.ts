/** What a person is told before the window closes. */

/** Null when nothing trains or waits. */
export function closingMessage(training: number, waiting: number): { message: string; detail: string } | null {
  if (training === 0 && waiting === 0) return null;
  const goesOn = training === 1 ? '1 training goes on' : `${training} trainings go on`;
  const waits = waiting === 1 ? '1 run waits' : `${waiting} runs wait`;
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
