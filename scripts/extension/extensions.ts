/** What an index lists, read from the sources: each entry with its id, its own files, and the terms that are its alone. */
import ts from 'typescript';
import type { Source } from './sources.ts';

export interface Extension {
  readonly id: string;
  /** What defines it, and the files beside that which nothing but it imports. */
  readonly files: readonly string[];
  /** Ids of loss terms that it declares itself. */
  readonly terms: readonly string[];
}

export interface Index {
  readonly kind: string;
  readonly path: string;
  /** Name of the array. */
  readonly list: string;
}

export const indexes: readonly Index[] = [
  { kind: 'method', path: 'src/core/methods/index.ts', list: 'methods' },
  { kind: 'augmentation', path: 'src/core/augmentations/index.ts', list: 'augmentations' },
  { kind: 'score metric', path: 'src/shared/metrics/index.ts', list: 'scoreMetrics' },
  { kind: 'matrix metric', path: 'src/shared/metrics/index.ts', list: 'matrixMetrics' },
];

export function extensionsOf(index: Index, sources: readonly Source[]): Extension[] {
  const source = sourceAt(sources, index.path);
  const names = namesInList(source.script, index.list);
  if (names.length === 0) throw new Error(`${index.path} has no list "${index.list}" with names in it.`);
  return names.map((name) => {
    const path = moduleOf(source, name);
    const definition = definitionOf(sourceAt(sources, path), name);
    return {
      id: textOf(definition, 'id') ?? `${name} (without an id)`,
      files: ownFiles(path, index.path, sources),
      terms: termsOf(definition),
    };
  });
}

function sourceAt(sources: readonly Source[], path: string): Source {
  const source = sources.find((one) => one.path === path);
  if (!source) throw new Error(`There is no ${path}.`);
  return source;
}

/** Identifiers in the array, also in arrays that are spread into it. */
function namesInList(script: ts.SourceFile, list: string): string[] {
  const names: string[] = [];
  const collect = (node: ts.Node): void => {
    if (ts.isIdentifier(node) && !ts.isTypeReferenceNode(node.parent)) names.push(node.text);
    ts.forEachChild(node, collect);
  };
  const value = valueOf(script, list);
  if (value) collect(arrayIn(value));
  return names;
}

function arrayIn(value: ts.Expression): ts.Expression {
  return ts.isSatisfiesExpression(value) || ts.isAsExpression(value) ? arrayIn(value.expression) : value;
}

function valueOf(script: ts.SourceFile, name: string): ts.Expression | undefined {
  return script.statements
    .filter(ts.isVariableStatement)
    .flatMap(({ declarationList }) => [...declarationList.declarations])
    .find((declaration) => ts.isIdentifier(declaration.name) && declaration.name.text === name)?.initializer;
}

function moduleOf({ script, imports, path }: Source, name: string): string {
  const declaration = script.statements.filter(ts.isImportDeclaration).find(({ importClause }) => {
    const named = importClause?.namedBindings;
    return named && ts.isNamedImports(named) && named.elements.some((element) => element.name.text === name);
  });
  const specifier =
    declaration && ts.isStringLiteral(declaration.moduleSpecifier) ? declaration.moduleSpecifier.text : '';
  const found = imports.find((file) => file.endsWith(`${specifier.replace(/^\./, '')}.ts`));
  if (!specifier || !found)
    throw new Error(`${path} lists "${name}", which it does not import from a file of its own.`);
  return found;
}

/** The object that says what it is: itself, or what a function such as defineMethod is called with. */
function definitionOf({ script, path }: Source, name: string): ts.ObjectLiteralExpression {
  const value = valueOf(script, name);
  const bare = value && arrayIn(value);
  const definition = bare && ts.isCallExpression(bare) ? bare.arguments[0] : bare;
  if (!definition || !ts.isObjectLiteralExpression(definition)) throw new Error(`${path} has no object "${name}".`);
  return definition;
}

function propertyOf(object: ts.ObjectLiteralExpression, key: string): ts.Expression | undefined {
  return object.properties
    .filter(ts.isPropertyAssignment)
    .find(({ name }) => ts.isIdentifier(name) && name.text === key)?.initializer;
}

function textOf(object: ts.ObjectLiteralExpression, key: string): string | undefined {
  const value = propertyOf(object, key);
  return value && ts.isStringLiteral(value) ? value.text : undefined;
}

function termsOf(definition: ts.ObjectLiteralExpression): string[] {
  const terms = propertyOf(definition, 'terms');
  if (!terms || !ts.isArrayLiteralExpression(terms)) return [];
  return terms.elements.filter(ts.isObjectLiteralExpression).flatMap((term) => textOf(term, 'id') ?? []);
}

/** Files of the same folder count as its own when all that imports them is its own. */
function ownFiles(path: string, indexPath: string, sources: readonly Source[]): string[] {
  const folder = indexPath.slice(0, indexPath.lastIndexOf('/') + 1);
  const own = new Set([path]);
  const importersOf = (file: string) => sources.filter(({ imports }) => imports.includes(file));
  const helpers = sources.map((source) => source.path).filter((file) => file.startsWith(folder) && file !== indexPath);
  let before = 0;
  while (before !== own.size) {
    before = own.size;
    for (const file of helpers) {
      const importers = importersOf(file);
      if (importers.length > 0 && importers.every((importer) => own.has(importer.path))) own.add(file);
    }
  }
  return [...own];
}
