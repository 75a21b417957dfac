/** How much one session may ask for. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { CallGate, usualCallLimits } from '../../../src/main/server/call-gate';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
});
afterEach(() => {
  vi.useRealTimers();
});

describe('a gate', () => {
  it('runs so many calls at once, and the next when one has ended', async () => {
    const gate = new CallGate({ ...usualCallLimits, atOnce: 2 });
    const ends: (() => void)[] = [];
    const call = () => new Promise<void>((resolve) => ends.push(resolve));
    const all = [1, 2, 3].map(() => gate.run(1, call));
    expect(ends).toHaveLength(2);
    ends[0]?.();
    await all[0];
    await vi.waitFor(() => expect(ends).toHaveLength(3));
  });

  it('lets a burst through and then so many a second', async () => {
    const gate = new CallGate({ ...usualCallLimits, burst: 5, perSecond: 10 });
    let done = 0;
    for (let index = 0; index < 25; index += 1) void gate.run(1, async () => (done += 1));
    await vi.advanceTimersByTimeAsync(0);
    expect(done).toBe(5);
    await vi.advanceTimersByTimeAsync(1000);
    expect(done).toBeGreaterThanOrEqual(14);
    expect(done).toBeLessThanOrEqual(16);
    await vi.advanceTimersByTimeAsync(2000);
    expect(done).toBe(25);
  });

  it('refuses what would wait behind too many others, or behind too many bytes', async () => {
    const gate = new CallGate({ ...usualCallLimits, atOnce: 1, waiting: 2, waitingBytes: 100 });
    const hang = () => new Promise<void>(() => undefined);
    void gate.run(1, hang);
    void gate.run(90, hang);
    expect(gate.isFull).toBe(true);
    await expect(gate.run(20, hang)).rejects.toMatchObject({ code: 'unavailable' });
    void gate.run(1, hang);
    await expect(gate.run(1, hang)).rejects.toMatchObject({ code: 'unavailable' });
  });

  it('goes on after a call that fails', async () => {
    const gate = new CallGate({ ...usualCallLimits, atOnce: 1 });
    await expect(gate.run(1, () => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(await gate.run(1, async () => 'yes')).toBe('yes');
  });
});
