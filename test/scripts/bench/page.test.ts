import { expect, it } from 'vitest';
import { beginMark, endMark, refreshPage } from '../../../scripts/bench/page';

it('replaces what stands between the marks and nothing else, as often as it is asked', () => {
  const page = `# Title\n\n${beginMark}\nold\n${endMark}\n\nend\n`;
  const once = refreshPage(page, 'new');
  expect(once).toBe(`# Title\n\n${beginMark}\n\nnew\n\n${endMark}\n\nend\n`);
  expect(refreshPage(once, 'new')).toBe(once);
});

it('refuses a page without the marks in their order', () => {
  expect(() => refreshPage('# Title\n', 'new')).toThrow(beginMark);
  expect(() => refreshPage(`${endMark}\n${beginMark}\n`, 'new')).toThrow(endMark);
});
