/** Where the newest release is asked for: named in the environment, in package.json, or by its repository. */
import { readFile } from 'node:fs/promises';
import { z } from 'zod';

const Manifest = z.object({
  /** The address itself, answered as GitHub's `GET /repos/{owner}/{repo}/releases/latest`. */
  updates: z.object({ newestRelease: z.string() }).optional(),
  repository: z.union([z.string(), z.object({ url: z.string() })]).optional(),
});

/** Null where nothing names one. */
export async function releasesAddress(
  manifestPath: string,
  environment: NodeJS.ProcessEnv = process.env,
): Promise<string | null> {
  const named = environment['CORED_NEWEST_RELEASE'];
  if (named !== undefined && named !== '') return named;
  const { updates, repository } = Manifest.parse(JSON.parse(await readFile(manifestPath, 'utf8')));
  if (updates !== undefined) return updates.newestRelease;
  return repository === undefined ? null : githubAddress(typeof repository === 'string' ? repository : repository.url);
}

/** Of `https://github.com/o/n.git`, `git+ssh://git@github.com/o/n`, `github:o/n` and `o/n`; null for other places. */
function githubAddress(repository: string): string | null {
  const found = /^(?:(?:git\+)?(?:https|ssh):\/\/(?:git@)?github\.com\/|github:)?([\w.-]+\/[\w.-]+?)(?:\.git)?$/.exec(
    repository,
  );
  return found === null ? null : `https://api.github.com/repos/${found[1]}/releases/latest`;
}
