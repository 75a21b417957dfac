/** The addresses that the program links to. */
import { expect, it } from 'vitest';
import { recipeOptions } from '../../src/core/recipe/recipe';
import { documentation, documentationOf, isDocumentation } from '../../src/shared/documentation';

it('allows the listed addresses, written as a browser hands them over', () => {
  for (const { url } of documentation) {
    expect(new URL(url).href).toBe(url);
    expect(new URL(url).protocol).toBe('https:');
    expect(isDocumentation(url)).toBe(true);
  }
});

it.each([
  'https://arxiv.org/',
  'https://arxiv.org/abs/2107.02408?then=elsewhere',
  'https://arxiv.org/abs/2107.02408#part',
  'https://arxiv.org.evil.example/abs/2107.02408',
  'http://arxiv.org/abs/2107.02408',
  'file:///etc/passwd',
  '',
])('refuses %s', (url) => {
  expect(isDocumentation(url)).toBe(false);
});

it('knows what it has about a method', () => {
  expect(documentationOf('cored').map(({ label }) => label)).toEqual(['CoReD: paper', 'CoReD: published code']);
  expect(documentationOf('ft')).toEqual([]);
});

it('tells of methods and networks that there are, and of a format', () => {
  const { methods, networks } = recipeOptions();
  const known = new Set([...methods, ...networks].map(({ id }) => id));
  expect(documentation.map(({ about }) => about).filter((about) => !known.has(about))).toEqual(['safetensors']);
});
