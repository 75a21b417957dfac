/** What a person is told before the window closes. */
import { expect, it } from 'vitest';
import { closingMessage } from '../../../src/main/electron/closing-message';

it('says nothing when nothing trains or waits', () => {
  expect(closingMessage(0, 0)).toBeNull();
});

it('counts the trainings that go on', () => {
  expect(closingMessage(1, 0)?.message).toBe('1 training goes on in the background');
  expect(closingMessage(2, 0)?.message).toBe('2 trainings go on in the background');
});

it('says that waiting runs start only when the workbench is open', () => {
  expect(closingMessage(2, 3)?.detail).toContain('3 runs wait and will start then.');
  expect(closingMessage(0, 1)).toEqual({
    message: '1 run waits to be trained',
    detail: 'It starts when the workbench is opened again.',
  });
});
