/** What npm's registry knows of holes in the packages that are shipped, those that are bundled into the interface included. */
import { z } from 'zod';

const severities = ['info', 'low', 'moderate', 'high', 'critical'] as const;

const Report = z.object({
  vulnerabilities: z.record(
    z.string(),
    z.object({ severity: z.enum(severities), range: z.string(), nodes: z.array(z.string()) }),
  ),
});

/** What npm prints where the registry does not answer the question, or there is none. */
const Refusal = z.object({ message: z.string().optional(), error: z.object({ summary: z.string() }).partial() });

export interface AuditOutcome {
  readonly status: 0 | 1;
  readonly text: string;
}

/** `output`: of `npm audit --json`, which looks at every package of the lockfile. */
export function auditOutcome(output: string, shippedFolders: ReadonlySet<string>): AuditOutcome {
  const answer = parsed(output);
  const report = Report.safeParse(answer);
  if (!report.success) {
    const refusal = Refusal.safeParse(answer);
    const said = refusal.success ? (refusal.data.message ?? refusal.data.error.summary ?? '') : output.trim();
    return { status: 0, text: `Not audited: no registry answered. npm says: ${said.slice(0, 300)}` };
  }
  const found = Object.entries(report.data.vulnerabilities);
  const shipped = found.filter(([, { nodes }]) => nodes.some((folder) => shippedFolders.has(folder)));
  const others = found.length - shipped.length;
  const rest = `${others} more in tools of development, which are not shipped (npm audit).`;
  if (shipped.length === 0) return { status: 0, text: `Nothing is known against what is shipped; ${rest}` };
  const lines = shipped.map(([name, { severity, range }]) => `${severity}: ${name} ${range}`);
  return { status: 1, text: [...lines, rest].join('\n') };
}

function parsed(output: string): unknown {
  try {
    return JSON.parse(output);
  } catch {
    // npm ended before it had anything to say in JSON.
    return null;
  }
}
