/** Asks for the newest release, and takes nothing but its version and its page. */
import { z } from 'zod';
import { AppError } from '../../../shared/errors';
import { isVersion } from './version-order';

export const Release = z.object({
  version: z.string().refine(isVersion, 'This is no version such as 1.2.3.'),
  page: z.url({ protocol: /^https$/ }),
});
export type Release = z.infer<typeof Release>;

/** As GitHub answers it. */
const Answer = z.object({ tag_name: Release.shape.version, html_url: Release.shape.page });

const limitMs = 10_000;

export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

/** Throws when the address cannot be asked, nobody answers, or the answer is not a release. */
export async function askNewestRelease(address: string, fetch: Fetch): Promise<Release> {
  refuseOpenAddress(address);
  const answer = await fetch(address, {
    headers: { Accept: 'application/vnd.github+json' },
    signal: AbortSignal.timeout(limitMs),
  });
  if (!answer.ok) throw new AppError('unavailable', `${address} answered with status ${answer.status}.`);
  const { tag_name, html_url } = Answer.parse(await answer.json());
  return { version: tag_name.replace(/^v/, ''), page: html_url };
}

/** What comes over an open line could be anyone's; this machine itself is let pass. */
function refuseOpenAddress(address: string): void {
  const url = URL.canParse(address) ? new URL(address) : null;
  const isOwn = url?.hostname === 'localhost' || url?.hostname === '127.0.0.1';
  if (url?.protocol === 'https:' || (url?.protocol === 'http:' && isOwn)) return;
  throw new AppError('bad-input', `The newest release is asked for at an https address, and "${address}" is none.`);
}
