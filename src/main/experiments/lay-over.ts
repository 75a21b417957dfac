/** What a person gives beside a file wins over it. Pure. */
import { z } from 'zod';
import type { FileContent } from './experiment-file';

const Keyed = z.record(z.string(), z.unknown());

/**
 * `over` has the file's keys. Parameters are laid over one by one, and win over a method's own and over swept values of the
 * file; another chain, or tasks learnt before it, has other orders.
 */
export function layOver(content: FileContent, over: FileContent): FileContent {
  const parameters = keyed(over['parameters']);
  const sweep = keyed(over['sweep']);
  const set = new Set(Object.keys(parameters));
  const swept = new Set(Object.keys(sweep));
  const without = (values: unknown, keys: ReadonlySet<string>) =>
    Object.fromEntries(Object.entries(keyed(values)).filter(([key]) => !keys.has(key)));
  const isOtherChain = over['chain'] !== undefined && over['orders'] === undefined;
  const laid: Record<string, unknown> = { ...content, ...over };
  if (isOtherChain) delete laid['orders'];
  laid['parameters'] = { ...keyed(content['parameters']), ...parameters };
  laid['methodParameters'] = Object.fromEntries(
    Object.entries(keyed(content['methodParameters'])).map(([method, own]) => [method, without(own, set)]),
  );
  const sweeps = { ...without(content['sweep'], new Set([...set, ...swept])), ...sweep };
  if (Object.keys(sweeps).length > 0) laid['sweep'] = sweeps;
  else delete laid['sweep'];
  return laid;
}

/** What is no record is left for the check of the whole to refuse. */
function keyed(value: unknown): Readonly<Record<string, unknown>> {
  const parsed = Keyed.safeParse(value);
  return parsed.success ? parsed.data : {};
}
