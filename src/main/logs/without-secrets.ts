/** Takes out of a text what lets somebody in: tokens of addresses, cookies, passwords and keys. */

export const secretMark = '[secret]';

const rules: readonly (readonly [pattern: RegExp, replacement: string])[] = [
  // Of an address: https://name:password@host
  [/(\b[a-z][a-z+.-]{0,20}:\/\/)[^/\s"'@]+@/gi, `$1${secretMark}@`],
  // Headers, as text and as JSON, to the end of the line or of the string.
  [
    /((?:set-)?cookie|(?:proxy-)?authorization)((?:\\?["'])?\s*[:=]\s*\[?(?:\\?["'])?)[^"'\\\r\n[{]+/gi,
    `$1$2${secretMark}`,
  ],
  [/\bBearer\s+[\w.~+/=-]+/gi, `Bearer ${secretMark}`],
  // The cookie and the token of the browser host, by themselves.
  [/\bcored-(\d{1,5})=[\w-]+/g, `cored-$1=${secretMark}`],
  [/(?<![\w-])(?=[\w-]*[A-Z])(?=[\w-]*[a-z])(?=[\w-]*\d)[\w-]{43}(?![\w-])/g, secretMark],
  // name=value and "name": "value", wherever the name says that it is one.
  [
    /((?:token|password|passwd|secret|api[_-]?key|credential)[\w-]{0,40})((?:\\?["'])?\s*[:=]\s*(?:\\?["'])?)[^\s"'\\&,;#}[{]+/gi,
    `$1$2${secretMark}`,
  ],
];

export function withoutSecrets(text: string): string {
  return rules.reduce((left, [pattern, replacement]) => left.replace(pattern, replacement), text);
}
