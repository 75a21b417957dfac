import { expect, it } from 'vitest';
import { isWanted } from '../../../../scripts/bench/pack/copy-packages';

it('lets later patterns win', () => {
  const patterns = ['**/*', '!**/*.{map,ts}', '!{src,test}{,/**/*}', 'package.json', '{LICENSE,NOTICE}*'];
  const wanted = ['index.js', 'lib/a/b.js', 'a.map', 'src/a.js', 'lib/src/a.js', 'LICENSE.md', 'package.json'];
  expect(wanted.map((name) => isWanted(name, patterns))).toEqual([true, true, false, false, true, true, true]);
  expect(isWanted('dist/other.js', ['dist/*.node.js'])).toBe(false);
});
