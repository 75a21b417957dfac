/** What an engine's figure depends on: when any of it changes, the engine is measured again. */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { availableParallelism, cpus } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import type { EngineDefinition } from '../../engine/engine';
import type { EngineFacts } from '../../engine/list-engines';

export const BenchmarkKey = z.record(z.string(), z.string());
export type BenchmarkKey = z.infer<typeof BenchmarkKey>;

/** `script`: the built benchmark.js, whose content names the build, kernels included. */
export function benchmarkKey(
  facts: EngineFacts,
  { packages = [] }: Pick<EngineDefinition, 'packages'>,
  script: string,
): BenchmarkKey {
  return {
    processor: cpus()[0]?.model.trim() ?? 'unknown',
    cores: String(availableParallelism()),
    platform: `${process.platform} ${process.arch}`,
    node: process.versions.node,
    build: buildHash(script),
    engine: facts.detail,
    devices: facts.devices.map(({ name }) => name).join(', '),
    ...Object.fromEntries(packages.map((name) => [name, packageVersion(name)])),
  };
}

export function isSameKey(a: BenchmarkKey, b: BenchmarkKey): boolean {
  const keys = new Set([...Object.keys(a), ...Object.keys(b)]);
  return [...keys].every((key) => a[key] === b[key]);
}

/** The names of the chunks that it imports hold their hashes. */
function buildHash(script: string): string {
  return existsSync(script) ? createHash('sha256').update(readFileSync(script)).digest('hex').slice(0, 16) : 'unbuilt';
}

const Package = z.object({ name: z.string(), version: z.string() });

function packageVersion(name: string): string {
  try {
    for (let folder = dirname(fileURLToPath(import.meta.resolve(name))); ; folder = dirname(folder)) {
      const file = join(folder, 'package.json');
      const found = existsSync(file) ? Package.safeParse(JSON.parse(readFileSync(file, 'utf8'))) : null;
      if (found?.success === true && found.data.name === name) return found.data.version;
      if (dirname(folder) === folder) return 'unknown';
    }
  } catch (error) {
    // Not installed, which the engine itself reports.
    if (error instanceof Error) return 'absent';
    throw error;
  }
}
