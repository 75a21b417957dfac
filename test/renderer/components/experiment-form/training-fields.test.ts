/** The training part of the form with the program's own fields: augmentations by their headings, and what is idle or wrong. */
import type { VueWrapper } from '@vue/test-utils';
import { afterEach, describe, expect, it } from 'vitest';
import { defineComponent, h, ref } from 'vue';
import { augmentations } from '../../../../src/core/augmentations/index';
import { recipeOptions } from '../../../../src/core/recipe/recipe';
import TrainingFields from '../../../../src/renderer/components/experiment-form/TrainingFields.vue';
import { checkDraft, startDraft } from '../../../../src/renderer/forms/experiment-draft';
import { FakeClient } from '../../fixtures/fake-client';
import { mountPart } from '../../fixtures/mount-view';

const options = recipeOptions();
const methods = options.methods.filter(({ id }) => id === 'ft');
let view: VueWrapper;
let hasRequest: () => boolean;

/** What the view of a new experiment does with these fields. */
function openForm() {
  const draft = ref({ ...startDraft(options), name: 'a', datasetId: 'b', chain: ['c'], methods: ['ft'] });
  hasRequest = () => checkDraft(draft.value, options).request !== null;
  const Form = defineComponent(() => () => {
    const { problems } = checkDraft(draft.value, options);
    const fields = options.training.filter(({ section }, place) => place < 4 || section !== undefined);
    return h(TrainingFields, {
      ...{ fields, problems, methods, preset: 'corrected', modelValue: draft.value.shared },
      'onUpdate:modelValue': (shared) => (draft.value.shared = shared),
    });
  });
  view = mountPart(Form, {}, new FakeClient({}));
  return { byId: (testId: string) => view.find(`[data-testid="${testId}"]`) };
}
afterEach(() => view.unmount());

describe('augmentations in the form', () => {
  it('stand under their headings in the order in which they are applied, and the fold says which are on', async () => {
    const { byId } = openForm();
    const headings = byId('section-Augmentation').findAll('h3');
    expect(headings.map((heading) => heading.text())).toEqual(augmentations.map(({ label }) => label));
    expect(byId('section-Augmentation-on').text()).toBe('Horizontal flip, CutMix');
    await byId('field-jpegProbability').setValue('0.5');
    await byId('field-horizontalFlip').setValue('0');
    expect(byId('section-Augmentation-on').text()).toBe('JPEG compression, CutMix');
  });

  it('cannot be set further while their chance is 0', async () => {
    const { byId } = openForm();
    const isIdle = (key: string) => byId(`field-${key}`).attributes('disabled') !== undefined;
    expect(['jpegProbability', 'jpegQualityMin', 'blurSigmaMax', 'cutmixAlpha'].map(isIdle)).toEqual([
      ...[false, true, true, false],
    ]);
    await byId('field-jpegProbability').setValue('0.5');
    await byId('field-cutmixProbability').setValue('0');
    expect(['jpegQualityMin', 'jpegQualityMax', 'blurSigmaMax', 'cutmixAlpha'].map(isIdle)).toEqual([
      ...[false, false, true, true],
    ]);
  });

  it('open their fold where a range ends before it begins, and say which fields do not fit', async () => {
    const { byId } = openForm();
    const isOpen = () => byId('section-Augmentation').attributes('open') !== undefined;
    expect(isOpen()).toBe(false);
    await byId('field-jpegProbability').setValue('0.5');
    await byId('field-jpegQualityMax').setValue('20');
    expect(isOpen()).toBe(true);
    const message =
      'Least JPEG quality has to be a whole number from 1 up to 20 ("jpegQualityMax", Greatest JPEG quality).';
    expect(view.findAll('[role=alert]').map((alert) => alert.text())).toEqual([message]);
    expect(hasRequest()).toBe(false);
    await byId('field-jpegQualityMin').setValue('10');
    expect(view.text()).not.toContain(message);
    expect(hasRequest()).toBe(true);
  });

  it('can be mended where they are wrong and off', async () => {
    const { byId } = openForm();
    await byId('field-jpegProbability').setValue('0.5');
    await byId('field-jpegQualityMax').setValue('20');
    await byId('field-jpegProbability').setValue('0');
    expect(byId('field-jpegQualityMin').attributes('disabled')).toBeUndefined();
    expect(byId('field-jpegQualityMax').attributes('disabled')).toBeDefined();
  });
});
