/** The program's sources as syntax: TypeScript files whole, of Vue files the script, the template and the styles. */
import { readdirSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import ts from 'typescript';
import { parse } from 'vue/compiler-sfc';
import { namesOf, type ScriptNames } from './script-names.ts';

export interface Source {
  /** From the repository's root, with slashes. */
  readonly path: string;
  readonly script: ts.SourceFile;
  readonly names: ScriptNames;
  /** Of a Vue file, or of a style sheet: what no TypeScript parser reads. */
  readonly template: string;
  readonly styles: string;
  /** Paths of the sources that it imports. */
  readonly imports: readonly string[];
}

/** Every source under a folder of the repository. */
export function readSources(root: string, folder: string): Source[] {
  const files = readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' });
  const paths = files.map((file) => join(folder, file).replaceAll('\\', '/'));
  const known = new Set(paths);
  return paths
    .filter((path) => /\.(ts|vue|css)$/.test(path))
    .sort()
    .map((path) => parseSource(path, readFileSync(join(root, path), 'utf8'), known));
}

/** `known`: paths that imports may lead to. */
export function parseSource(path: string, text: string, known: ReadonlySet<string>): Source {
  const parts = partsOf(path, text);
  const script = ts.createSourceFile(path, parts.script, ts.ScriptTarget.Latest, true, ts.ScriptKind.TS);
  const names = namesOf(script);
  const imports = [...names.specifiers].flatMap((specifier) => resolveImport(path, specifier, known) ?? []);
  return { path, ...parts, script, names, imports };
}

function partsOf(path: string, text: string): { script: string; template: string; styles: string } {
  if (path.endsWith('.css')) return { script: '', template: '', styles: text };
  if (path.endsWith('.ts')) return { script: text, template: '', styles: '' };
  const { script, scriptSetup, template, styles } = parse(text).descriptor;
  return {
    script: [script, scriptSetup].map((block) => block?.content ?? '').join('\n'),
    template: template?.content ?? '',
    styles: styles.map(({ content }) => content).join('\n'),
  };
}

function resolveImport(path: string, specifier: string, known: ReadonlySet<string>): string | null {
  if (!specifier.startsWith('.')) return null;
  const whole = posix.join(posix.dirname(path), specifier);
  return [whole, `${whole}.ts`, `${whole}/index.ts`].find((candidate) => known.has(candidate)) ?? null;
}
