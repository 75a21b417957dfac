/** The field for a weights file: what it asks, and what it sends. */
import { flushPromises } from '@vue/test-utils';
import { expect, it } from 'vitest';
import { defineComponent, h, reactive } from 'vue';
import ChoiceSelect from '../../../src/renderer/components/ChoiceSelect.vue';
import WeightsFile from '../../../src/renderer/components/WeightsFile.vue';
import type { WeightsInfo, WeightsReading } from '../../../src/shared/weights';
import { FakeClient } from '../fixtures/fake-client';
import { mountPart } from '../fixtures/mount-view';
import { emptyAnswers } from '../fixtures/sample-answers';

function answer(path: string, { part }: WeightsReading): WeightsInfo {
  const parts = path === '/w/two.pth' ? ['model', 'model_ema'] : ['top'];
  return {
    ...{ path, format: 'torch', network: 'small-cnn', imageSize: 64, tensors: 27, parameterCount: 9, hash: 'a' },
    account: {
      notes: [],
      seeded: [],
      classes: { order: 'fake,real', from: 'default' },
      part: part ?? parts[0] ?? '',
      parts,
    },
    problems: [],
  };
}

/** As a form holds it: what is chosen goes to the form and comes back as a property. */
function mountField() {
  const asked: (WeightsReading & { path: string })[] = [];
  const client = new FakeClient({
    ...emptyAnswers(),
    'weights/inspect': (input) => {
      asked.push(input);
      return answer(input.path, input);
    },
  });
  const draft = reactive({ path: '', classes: '' as const, part: '' });
  const form = defineComponent({
    render: () =>
      h(WeightsFile, {
        ...{ label: 'Weights', ...draft },
        'onUpdate:path': (path: string) => Object.assign(draft, { path }),
        'onUpdate:classes': (classes: string) => Object.assign(draft, { classes }),
        'onUpdate:part': (part: string) => Object.assign(draft, { part }),
      }),
  });
  const field = mountPart(form, {}, client);
  const choose = async (testId: string, value: string) => {
    const select = field.findAllComponents(ChoiceSelect).find((one) => one.attributes('data-testid') === testId);
    select?.vm.$emit('update:modelValue', value);
    await flushPromises();
  };
  const give = async (path: string) => {
    await field.find('[data-testid="weights-path"]').setValue(path);
    await flushPromises();
  };
  return { asked, field, choose, give };
}

it('asks again with the order of classes and the set of weights that were just chosen', async () => {
  const { asked, choose, give } = mountField();
  await give('/w/two.pth');
  await choose('class-order', 'real,fake');
  await choose('weights-part', 'model_ema');
  expect(asked).toEqual([
    { path: '/w/two.pth' },
    { path: '/w/two.pth', classes: 'real,fake' },
    { path: '/w/two.pth', classes: 'real,fake', part: 'model_ema' },
  ]);
});

it('forgets the set of weights with the file that had it', async () => {
  const { asked, field, choose, give } = mountField();
  await give('/w/two.pth');
  await choose('weights-part', 'model_ema');
  await give('/w/one.pth');
  expect(asked.at(-1)).toEqual({ path: '/w/one.pth' });
  expect(field.find('[data-testid="weights-part"]').exists()).toBe(false);
});
