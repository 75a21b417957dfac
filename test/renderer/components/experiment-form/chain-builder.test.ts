/** Where the focus is after each button of the chain builder: it is never lost. */
import { afterEach, expect, it } from 'vitest';
import { flushPromises, type VueWrapper } from '@vue/test-utils';
import ChainBuilder from '../../../../src/renderer/components/experiment-form/ChainBuilder.vue';
import { FakeClient } from '../../fixtures/fake-client';
import { mountPart } from '../../fixtures/mount-view';
import { sampleDataset } from '../../fixtures/sample-data';

let view: VueWrapper;

afterEach(() => {
  view.unmount();
  document.body.innerHTML = '';
});

function build(chain: string[]): void {
  const tasks = sampleDataset().tasks.filter(({ name }) => name !== 'no-fakes');
  view = mountPart(
    ChainBuilder,
    {
      tasks,
      modelValue: chain,
      'onUpdate:modelValue': (next: readonly string[]) => void view.setProps({ modelValue: next }),
    },
    new FakeClient(),
  );
}

async function press(testId: string): Promise<string | null> {
  const button = view.get<HTMLButtonElement>(`[data-testid="${testId}"]`).element;
  button.focus();
  button.click();
  await flushPromises();
  return document.activeElement?.getAttribute('data-testid') ?? null;
}

it('goes on to the next task that can be added, and to the chain after the last', async () => {
  build([]);
  const names = sampleDataset()
    .tasks.map(({ name }) => name)
    .filter((name) => name !== 'no-fakes');
  const [first = '', second = '', ...others] = names;
  expect(await press(`add-task-${second}`)).toBe(`add-task-${others[0]}`);
  for (const name of others) await press(`add-task-${name}`);
  expect(await press(`add-task-${first}`)).toBe(`chain-item-${names.length - 1}`);
});

it('stays on the button that moves a task, and on the other one at the end of the way', async () => {
  build(['splice', 'texture', 'resynthesis']);
  expect(await press('move-up-resynthesis')).toBe('move-up-resynthesis');
  expect(await press('move-up-resynthesis')).toBe('move-down-resynthesis');
});

it('goes to the next task of the chain when one is taken out, and back to the list after the last', async () => {
  build(['splice', 'texture']);
  expect(await press('remove-task-splice')).toBe('remove-task-texture');
  expect(await press('remove-task-texture')).toBe('add-task-texture');
});
