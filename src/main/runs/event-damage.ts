/** Counts what is wrong with the lines of an events.jsonl while it is read from its start: broken, missing, doubled. */
import { formatCount } from '../../shared/format';

/** Of each kind so many are named. */
const mostNamed = 3;

interface Counts {
  /** Of the line before the next one. */
  last: number;
  broken: string[];
  brokenLines: number;
  gaps: string[];
  gapCount: number;
  missing: number;
  repeated: number[];
  repetitions: number;
  unreadable: string | null;
}

export class EventDamage {
  private found: Counts;

  /** `last`: the number of the line before the first one that is read. */
  constructor(last = 0) {
    this.found = noneFrom(last);
  }

  /** The file is read from its start again. */
  restart(): void {
    this.found = noneFrom(0);
  }

  /** The number of each line that is an event, in the order of the file. */
  sequence(number: number): void {
    const { found } = this;
    if (number === found.last + 1) {
      found.last = number;
      return;
    }
    if (number <= found.last) {
      found.repetitions += 1;
      if (found.repeated.length < mostNamed) found.repeated.push(number);
      return;
    }
    found.missing += number - found.last - 1;
    found.gapCount += 1;
    const [first, end] = [found.last + 1, number - 1];
    if (found.gaps.length < mostNamed) found.gaps.push(first === end ? `${first}` : `${first} to ${end}`);
    found.last = number;
  }

  /** A line that is no event, or one of a kind that this version does not know. */
  line(text: string): void {
    this.found.brokenLines += 1;
    if (this.found.broken.length >= mostNamed) return;
    this.found.broken.push(text.slice(0, 120).replace(/[^\x20-\x7e]/g, '·'));
  }

  /** The rest of the file cannot be read. */
  end(reason: string): void {
    this.found.unreadable = reason;
  }

  /** Sentences; none for a file that is whole. */
  told(): string[] {
    const { broken, brokenLines, gaps, gapCount, missing, repeated, repetitions, unreadable } = this.found;
    const told: string[] = unreadable === null ? [] : [unreadable];
    if (brokenLines > 0) {
      const lines = `${formatCount(brokenLines, 'line')} that cannot be read and ${brokenLines === 1 ? 'is' : 'are'} left out`;
      told.push(`events.jsonl has ${lines}: ${listed(broken, brokenLines, ' | ')}.`);
    }
    if (missing > 0) {
      const numbers = `${formatCount(missing, 'event')}: number ${listed(gaps, gapCount)}`;
      told.push(`events.jsonl lacks ${numbers}. Curves and results have gaps there.`);
    }
    if (repetitions > 0) {
      const numbers = `${formatCount(repetitions, 'event')} doubled or out of turn: number ${listed(repeated, repetitions)}`;
      told.push(`events.jsonl has ${numbers}. The first of each number counts.`);
    }
    return told;
  }
}

function noneFrom(last: number): Counts {
  return {
    ...{ last, broken: [], brokenLines: 0, gaps: [], gapCount: 0, missing: 0 },
    ...{ repeated: [], repetitions: 0, unreadable: null },
  };
}

function listed(named: readonly (string | number)[], count: number, between = ', '): string {
  return `${named.join(between)}${count > named.length ? `${between}...` : ''}`;
}

const lostEndStart = 'events.jsonl ends with event';

/** That events were read once which are not in the file any more. */
export function lostEnd(last: number, before: number): string[] {
  if (last >= before) return [];
  return [
    `${lostEndStart} ${last}, and ${before} were read before: what the others told is lost. Restore it from a copy.`,
  ];
}

/** Once the run was read anew nothing else tells that its end was longer. */
export function isLostEnd(sentence: string): boolean {
  return sentence.startsWith(lostEndStart);
}
