/** How much one session may ask for: calls at once, calls that wait, and calls a second. Other sessions do not feel it. */
import { AppError } from '../../shared/errors';

export interface CallLimits {
  readonly atOnce: number;
  /** Calls that wait; one more is refused. */
  readonly waiting: number;
  /** Bytes of those that wait. */
  readonly waitingBytes: number;
  readonly perSecond: number;
  /** So many may come at once after a quiet time, as when a view is opened. */
  readonly burst: number;
}

/** A view that is opened asks for some dozens of things at once. */
export function callLimitsOf(perSecond: number): CallLimits {
  return { atOnce: 16, waiting: 256, waitingBytes: 64 << 20, perSecond, burst: Math.max(6 * perSecond, 1) };
}

export const usualCallLimits = callLimitsOf(50);

interface WaitingCall {
  readonly bytes: number;
  start(): void;
}

export class CallGate {
  private readonly waiting: WaitingCall[] = [];
  private waitingBytes = 0;
  private running = 0;
  private left: number;
  private filledAtMs: number;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly limits: CallLimits = usualCallLimits,
    private readonly nowMs: () => number = () => performance.now(),
  ) {
    this.left = limits.burst;
    this.filledAtMs = nowMs();
  }

  /** Whether whoever sends calls had better wait. */
  get isFull(): boolean {
    return this.waiting.length >= this.limits.waiting / 2 || this.waitingBytes >= this.limits.waitingBytes / 2;
  }

  /** Whether a call of so many bytes still finds room to wait. */
  hasRoomFor(bytes: number): boolean {
    return this.waiting.length < this.limits.waiting && this.waitingBytes + bytes <= this.limits.waitingBytes;
  }

  /** Runs the call when its turn comes. Rejects with 'unavailable' where there is no room. `bytes`: of its message. */
  run<Result>(bytes: number, call: () => Promise<Result>): Promise<Result> {
    if (!this.hasRoomFor(bytes)) {
      return Promise.reject(new AppError('unavailable', 'Too many calls wait already. Try again in a moment.'));
    }
    return new Promise<Result>((resolve, reject) => {
      const start = () => {
        this.running += 1;
        call()
          .then(resolve, reject)
          .finally(() => {
            this.running -= 1;
            this.startNext();
          });
      };
      this.waiting.push({ bytes, start });
      this.waitingBytes += bytes;
      this.startNext();
    });
  }

  private startNext(): void {
    this.refill();
    while (this.waiting.length > 0 && this.running < this.limits.atOnce && this.left >= 1) {
      const next = this.waiting.shift();
      if (next === undefined) return;
      this.waitingBytes -= next.bytes;
      this.left -= 1;
      next.start();
    }
    if (this.waiting.length === 0 || this.left >= 1 || this.timer !== undefined) return;
    this.timer = setTimeout(
      () => {
        this.timer = undefined;
        this.startNext();
      },
      Math.ceil(((1 - this.left) / this.limits.perSecond) * 1000),
    );
  }

  private refill(): void {
    const nowMs = this.nowMs();
    const more = ((nowMs - this.filledAtMs) / 1000) * this.limits.perSecond;
    this.left = Math.min(this.limits.burst, this.left + more);
    this.filledAtMs = nowMs;
  }
}
