/** Names from outside in the page: nothing in them turns a line around or is not seen. */
import { mount } from '@vue/test-utils';
import { expect, it } from 'vitest';
import PageHeader from '../../src/renderer/components/PageHeader.vue';
import { shownText } from '../../src/renderer/shown-text';

const override = String.fromCodePoint(0x202e);

it('is what every template shows', () => {
  const view = mount(PageHeader, { props: { title: `fake${override}gnp.exe` } });
  expect(view.text()).toContain('fake<U+202E>gnp.exe');
  expect(view.text()).not.toContain(override);
});

it('is as Vue has it for everything else', () => {
  expect([null, 0.5, 'Ünïcode עברית', ['a']].map(shownText)).toEqual(['', '0.5', 'Ünïcode עברית', '[\n  "a"\n]']);
});
