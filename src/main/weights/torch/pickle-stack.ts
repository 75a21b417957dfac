/** The stack of a pickle machine, with the marks at which unfinished containers start. */
import type { AppError } from '../../../shared/errors';
import { damagedCheckpoint, refusedCheckpoint } from './checkpoint-refusal';
import type { PickleValue } from './pickle-values';

const mostOpenMarks = 1_000;

/** Every way of taking more than there is throws `damaged`. */
export class PickleStack {
  readonly #path: string;
  readonly #values: PickleValue[] = [];
  /** Heights of the stack at which a mark was set. */
  readonly #marks: number[] = [];

  constructor(path: string) {
    this.#path = path;
  }

  isEmpty(): boolean {
    return this.#values.length === 0 && this.#marks.length === 0;
  }

  push(value: PickleValue): void {
    this.#values.push(value);
  }

  mark(): void {
    this.#marks.push(this.#values.length);
    if (this.#marks.length > mostOpenMarks) {
      throw refusedCheckpoint(this.#path, `its values are nested more than ${mostOpenMarks} deep`);
    }
  }

  top(): PickleValue {
    const value = this.#values.length > this.#floor() ? this.#values.at(-1) : undefined;
    if (value === undefined) throw this.#isShort();
    return value;
  }

  pop(): PickleValue {
    const value = this.top();
    this.#values.pop();
    return value;
  }

  /** The last value, or the last mark where nothing was pushed since. */
  drop(): void {
    if (this.#values.length > this.#floor()) this.#values.pop();
    else if (this.#marks.pop() === undefined) throw this.#isShort();
  }

  /** In the order in which they were pushed. */
  popMany(count: number): PickleValue[] {
    const from = this.#values.length - count;
    if (from < this.#floor()) throw this.#isShort();
    return this.#values.splice(from);
  }

  popToMark(): PickleValue[] {
    const from = this.#marks.pop();
    if (from === undefined) throw damagedCheckpoint(this.#path, 'its pickle closes what it has not opened');
    return this.#values.splice(from);
  }

  /** What lies below the last mark belongs to an unfinished container. */
  #floor(): number {
    return this.#marks.at(-1) ?? 0;
  }

  #isShort(): AppError {
    return damagedCheckpoint(this.#path, 'its pickle takes a value from an empty stack');
  }
}
