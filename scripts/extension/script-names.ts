/** Everything that a script names, gathered in one walk: texts, keys, and what it imports. */
import ts from 'typescript';

export interface ScriptNames {
  readonly texts: ReadonlySet<string>;
  /** Those that are no keys of a type, as in Pick<Outputs, 'features'>. */
  readonly values: ReadonlySet<string>;
  /** What something is read or written by: `.kd`, `{ kd: ... }`, `{ kd }`; no variable or function of that name. */
  readonly keys: ReadonlySet<string>;
  /** Of static and dynamic imports, and of types that are imported in place. */
  readonly specifiers: ReadonlySet<string>;
}

export function namesOf(script: ts.SourceFile): ScriptNames {
  const names = {
    texts: new Set<string>(),
    values: new Set<string>(),
    keys: new Set<string>(),
    specifiers: new Set<string>(),
  };
  const visit = (node: ts.Node): void => {
    if (ts.isIdentifier(node) && isKey(node)) names.keys.add(node.text);
    if (ts.isStringLiteralLike(node)) {
      if (isSpecifier(node)) names.specifiers.add(node.text);
      else names.texts.add(node.text);
      if (!isSpecifier(node) && !ts.isLiteralTypeNode(node.parent)) names.values.add(node.text);
    }
    ts.forEachChild(node, visit);
  };
  visit(script);
  return names;
}

function isSpecifier({ parent }: ts.Node): boolean {
  if (ts.isImportDeclaration(parent) || ts.isExportDeclaration(parent)) return true;
  if (ts.isLiteralTypeNode(parent)) return ts.isImportTypeNode(parent.parent);
  return ts.isCallExpression(parent) && parent.expression.kind === ts.SyntaxKind.ImportKeyword;
}

function isKey(node: ts.Identifier): boolean {
  const { parent } = node;
  if (ts.isPropertyAccessExpression(parent)) return parent.name === node;
  if (ts.isBindingElement(parent)) {
    return ts.isObjectBindingPattern(parent.parent) && (parent.propertyName ?? parent.name) === node;
  }
  if (ts.isShorthandPropertyAssignment(parent)) return true;
  return (ts.isPropertyAssignment(parent) || ts.isPropertySignature(parent)) && parent.name === node;
}
