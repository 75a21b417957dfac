/** What axe finds on the page as it is now; the page has axe already. */
import type { Page } from 'playwright-core';
import { z } from 'zod';

const Violation = z.object({
  id: z.string(),
  impact: z.string().nullable(),
  nodes: z.array(z.object({ target: z.array(z.unknown()), failureSummary: z.string().optional() })),
});

/** Serious and critical findings, one line each with the first places. */
export async function findProblems(page: Page): Promise<string[]> {
  const answer = await page.evaluate(`axe.run(document, { resultTypes: ['violations'] })`);
  const { violations, passes } = z
    .object({ violations: z.array(Violation), passes: z.array(z.unknown()) })
    .parse(answer);
  if (passes.length === 0) throw new Error('axe has checked nothing.');
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => {
      const places = nodes.slice(0, 3).map(({ target, failureSummary }) => `${target.join(' ')}: ${failureSummary}`);
      return `${id} in ${nodes.length} places, ${places.join('; ')}`.replace(/\s+/g, ' ');
    });
}
