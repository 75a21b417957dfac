/** The work of a step by its kernels: the bytes that its dispatches are bound to, and the least that each kernel could move. */
import type { BoundBytes } from './gpu-bindings';
import type { Dispatch } from './gpu-watch';
import type { KernelCall } from './kernel-calls';
import { useOf } from './kernel-profile';
import type { KernelWork } from './record';

/** The most bytes first. Kernels that dispatch nothing do nothing. What dispatches without a kernel goes by its pipeline. */
export function kernelWork(calls: readonly KernelCall[], dispatches: readonly Dispatch<KernelCall>[]): KernelWork[] {
  const rows = new Map<string, KernelWork>();
  const add = (name: string, added: Partial<KernelWork>) =>
    rows.set(name, sumOf(rows.get(name) ?? nothing(name), added));
  for (const { context, label, bytesRead, bytesWritten } of dispatches) {
    add(context?.name ?? label, { dispatches: 1, bytesRead, bytesWritten });
  }
  const dispatching = new Set<KernelCall | null>(dispatches.map(({ context }) => context));
  for (const call of calls) {
    if (!dispatching.has(call)) continue;
    const leastBytes = call.inputBytes + call.outputBytes;
    add(call.name, { calls: 1, leastBytes, operations: useOf(call).operations });
  }
  const bytes = (row: KernelWork) => row.bytesRead + row.bytesWritten;
  return [...rows.values()].sort((left, right) => bytes(right) - bytes(left));
}

export function bytesOf(dispatches: readonly BoundBytes[]): { read: number; written: number } {
  return {
    read: dispatches.reduce((sum, { bytesRead }) => sum + bytesRead, 0),
    written: dispatches.reduce((sum, { bytesWritten }) => sum + bytesWritten, 0),
  };
}

function nothing(name: string): KernelWork {
  return { name, calls: 0, dispatches: 0, bytesRead: 0, bytesWritten: 0, leastBytes: 0, operations: 0 };
}

function sumOf(row: KernelWork, added: Partial<KernelWork>): KernelWork {
  const { name, calls, dispatches, bytesRead, bytesWritten, leastBytes, operations } = row;
  return {
    name,
    calls: calls + (added.calls ?? 0),
    dispatches: dispatches + (added.dispatches ?? 0),
    bytesRead: bytesRead + (added.bytesRead ?? 0),
    bytesWritten: bytesWritten + (added.bytesWritten ?? 0),
    leastBytes: leastBytes + (added.leastBytes ?? 0),
    operations: operations + (added.operations ?? 0),
  };
}
