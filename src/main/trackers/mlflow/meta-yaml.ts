/** A flat YAML document: values as JSON, which every reader of YAML takes and in which nothing of a name becomes a key. */

export function metaYaml(values: Readonly<Record<string, string | number | null | readonly never[]>>): string {
  return Object.entries(values)
    .map(([key, value]) => `${key}: ${JSON.stringify(value)}\n`)
    .join('');
}
