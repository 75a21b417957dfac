/** Links to pages outside. */
import { expect, it } from 'vitest';
import DocumentationLinks from '../../../src/renderer/components/DocumentationLinks.vue';
import { FakeClient } from '../fixtures/fake-client';
import { mountPart } from '../fixtures/mount-view';

const linksOf = (about: string) => mountPart(DocumentationLinks, { about }, new FakeClient()).findAll('a');

it('opens what is told of a method in a new tab, and hands nothing over', () => {
  const [paper, code] = linksOf('cored');
  expect(paper?.attributes()).toMatchObject({ target: '_blank', rel: 'noreferrer' });
  expect(code?.attributes('href')).toBe('https://github.com/alsgkals2/CoReD');
});

it('shows nothing where nothing is known', () => {
  expect(linksOf('something-new')).toEqual([]);
});
