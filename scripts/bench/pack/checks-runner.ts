/** Stands in for vitest where no packages are: runs the tests of a few files one after the other, in this process. */
import { isDeepStrictEqual } from 'node:util';

export interface CheckResult {
  readonly name: string;
  readonly outcome: 'passed' | 'failed' | 'skipped';
  /** Why it failed or was skipped. */
  readonly reason: string | null;
}

type Work = () => unknown;
interface Context {
  /** Throws when the condition holds. */
  readonly skip: (condition: boolean, reason: string) => void;
}
type Check = (context: Context) => unknown;

interface Suite {
  readonly name: string;
  readonly isSkipped: boolean;
  readonly before: Work[];
  readonly after: Work[];
  readonly members: ({ readonly name: string; readonly check: Check } | Suite)[];
}

class Skipped extends Error {}

const top = suiteOf('', false);
let open = top;

function suiteOf(name: string, isSkipped: boolean): Suite {
  return { name, isSkipped, before: [], after: [], members: [] };
}

function suite(name: string, declare: () => void, isSkipped = false): void {
  const outer = open;
  const inner = suiteOf(name, isSkipped);
  outer.members.push(inner);
  open = inner;
  declare();
  open = outer;
}

export const describe = Object.assign(suite, {
  skipIf: (condition: boolean) => (name: string, declare: () => void) => suite(name, declare, condition),
  each:
    <Row extends object>(rows: readonly Row[]) =>
    (name: string, declare: (row: Row) => void) =>
      rows.forEach((row) => suite(filled(name, row), () => declare(row))),
});

function add(name: string, check: Check): void {
  open.members.push({ name, check });
}

export const it = Object.assign(add, {
  for:
    <Row extends object>(rows: readonly Row[]) =>
    (name: string, _options: object, check: (row: Row, context: Context) => unknown) =>
      rows.forEach((row) => add(filled(name, row), (context) => check(row, context))),
});

export function beforeAll(work: Work): void {
  open.before.push(work);
}

export function afterAll(work: Work): void {
  open.after.push(work);
}

/** `$key` becomes the row's value. */
function filled(name: string, row: object): string {
  return name.replaceAll(/\$(\w+)/g, (_, key: string) => String(Reflect.get(row, key)));
}

export function expect(found: unknown, message = ''): Expectation {
  return new Expectation(found, message);
}

class Expectation {
  constructor(
    private readonly found: unknown,
    private readonly message: string,
  ) {}

  toBe(expected: unknown): void {
    this.hold(Object.is(this.found, expected), `to be ${text(expected)}`);
  }

  toEqual(expected: unknown): void {
    this.hold(isDeepStrictEqual(this.found, expected), `to equal ${text(expected)}`);
  }

  toBeLessThan(most: number): void {
    this.hold(typeof this.found === 'number' && this.found < most, `to be less than ${most}`);
  }

  toBeGreaterThan(least: number): void {
    this.hold(typeof this.found === 'number' && this.found > least, `to be greater than ${least}`);
  }

  toHaveLength(length: number): void {
    this.hold(Array.isArray(this.found) && this.found.length === length, `to have length ${length}`);
  }

  private hold(isTrue: boolean, what: string): void {
    const about = this.message === '' ? '' : `${this.message}: `;
    if (!isTrue) throw new Error(`${about}expected ${text(this.found)} ${what}`);
  }
}

function text(value: unknown): string {
  return String(JSON.stringify(value)).slice(0, 200);
}

/** Runs what was declared since the last call, where its name has `part`; `tell` hears of each check when it has ended. */
export async function runChecks(tell: (result: CheckResult) => void, part = ''): Promise<void> {
  const members = top.members.splice(0);
  await runSuite({ ...top, members }, { names: [], part, tell });
}

interface Run {
  /** Of the suites around. */
  readonly names: readonly string[];
  readonly part: string;
  readonly tell: (result: CheckResult) => void;
}

async function runSuite({ isSkipped, before, after, members }: Suite, run: Run): Promise<void> {
  const failure = isSkipped ? null : await failureOf(async () => inTurn(before));
  for (const member of members) {
    const names = [...run.names, member.name];
    const name = names.join(' > ');
    if ('members' in member) await runSuite({ ...member, isSkipped: isSkipped || member.isSkipped }, { ...run, names });
    else if (!name.includes(run.part)) continue;
    else if (isSkipped) run.tell({ name, outcome: 'skipped', reason: null });
    else if (failure) run.tell({ name, outcome: 'failed', reason: failure.message });
    else run.tell({ name, ...(await outcomeOf(member.check)) });
  }
  if (!isSkipped && !failure) await inTurn(after);
}

async function inTurn(works: readonly Work[]): Promise<void> {
  for (const work of works) await work();
}

async function outcomeOf(check: Check): Promise<Omit<CheckResult, 'name'>> {
  const skip = (condition: boolean, reason: string) => {
    if (condition) throw new Skipped(reason);
  };
  const failure = await failureOf(async () => check({ skip }));
  if (!failure) return { outcome: 'passed', reason: null };
  return { outcome: failure instanceof Skipped ? 'skipped' : 'failed', reason: failure.message };
}

async function failureOf(work: () => Promise<unknown>): Promise<Error | null> {
  try {
    await work();
    return null;
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}
