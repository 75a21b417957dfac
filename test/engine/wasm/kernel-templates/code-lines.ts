/** Generated AssemblyScript without layout and comments. */

export function codeLines(source: string): string[] {
  return source
    .replaceAll(/\/\*\*[\s\S]*?\*\/|\/\/.*/g, '')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
}
