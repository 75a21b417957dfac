/** A Vite plugin: what templates show as text goes through `shownText`, so that no name from outside turns a line around. */
import { resolve } from 'node:path';

const shownText = resolve(import.meta.dirname, '../src/renderer/shown-text.ts').replaceAll('\\', '/');
/** As Vue's compiler imports the function that makes text of a value. */
const imported = /\btoDisplayString as _toDisplayString\b\s*,?/;

export function shownTexts() {
  return {
    name: 'shown-texts',
    enforce: 'post',
    transform(code, id) {
      if (!id.includes('.vue') || !imported.test(code)) return null;
      const line = `import { shownText as _toDisplayString } from ${JSON.stringify(shownText)};`;
      return { code: `${line} ${code.replace(imported, '')}`, map: null };
    },
  };
}
