/** Methods that stand beside a comparison without taking part in it. */
const baselines: Readonly<Record<string, string>> = { joint: 'upper bound', single: 'each task alone' };

/** What it is there for, or null for a method that learns the chain continually. */
export function baselineMeaning(method: string): string | null {
  return baselines[method] ?? null;
}
