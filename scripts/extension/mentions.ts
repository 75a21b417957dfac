/** Where the sources name an extension: imports of its files, its id as text or as a key, the ids of its terms. */
import type { Extension } from './extensions.ts';
import type { ScriptNames } from './script-names.ts';
import type { Source } from './sources.ts';

export interface Mention {
  readonly path: string;
  /** `imports src/core/methods/kd.ts`, `'kd'`, `.kd`, `term 'contrast'` */
  readonly what: string;
}

/** In all files but its own and the index. */
export function mentionsOf(extension: Extension, indexPath: string, sources: readonly Source[]): Mention[] {
  return sources
    .filter(({ path }) => path !== indexPath && !extension.files.includes(path))
    .flatMap((source) => {
      const found = [
        ...source.imports.filter((file) => extension.files.includes(file)).map((file) => `imports ${file}`),
        ...namesInScript(source.names, extension),
        ...namesInTemplate(source.template, extension.id),
        ...(new RegExp(`--\\w+-${extension.id}\\b`).test(source.styles) ? [`a style named after ${extension.id}`] : []),
      ];
      return found.map((what) => ({ path: source.path, what }));
    });
}

function namesInScript({ texts, values, keys }: ScriptNames, { id, terms }: Extension): string[] {
  return [
    ...(texts.has(id) ? [`'${id}'`] : []),
    ...(keys.has(id) ? [`.${id}`] : []),
    ...terms.filter((term) => values.has(term)).map((term) => `term '${term}'`),
  ];
}

function namesInTemplate(template: string, id: string): string[] {
  return [
    ...(new RegExp(`['\`]${id}['\`]`).test(template) ? [`'${id}'`] : []),
    // Not the end of a word with a hyphen, and no file name.
    ...(new RegExp(`[\\w\\])]\\.${id}(?![\\w-])`).test(template) ? [`.${id}`] : []),
  ];
}
