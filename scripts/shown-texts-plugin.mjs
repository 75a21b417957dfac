/** A Vite plugin: what templates show as text goes through `shownText`, so that no name from outside turns a line around. */

/** As Vue's compiler imports the function that makes text of a value. */
const imported = /\btoDisplayString as _toDisplayString\b\s*,?/;
/** Where a component lies; the configuration is bundled, so that this file does not know where it lay itself. */
const component = /^(.*\/src\/renderer\/).*\.vue(\?|$)/;

export function shownTexts() {
  return {
    name: 'shown-texts',
    enforce: 'post',
    transform(code, id) {
      const [, renderer] = component.exec(id.replaceAll('\\', '/')) ?? [];
      if (renderer === undefined || !imported.test(code)) return null;
      const line = `import { shownText as _toDisplayString } from ${JSON.stringify(`${renderer}shown-text.ts`)};`;
      return { code: `${line} ${code.replace(imported, '')}`, map: null };
    },
  };
}
