/** Tables of what a step hands to a GPU: dispatches, JavaScript, and the work by kernels. */
import { networkLabels } from './cases';
import type { DispatchReport, KernelReport } from './record';
import type { Table } from './table';

/** Of plain steps on engine webgpu. */
export function dispatchTable(reports: readonly DispatchReport[]): Table {
  return {
    headings: ['plain step, webgpu, nothing computed', 'batch', 'pixels', 'dispatches', 'JavaScript, ms'],
    texts: new Set(['plain step, webgpu, nothing computed']),
    rows: reports.map(({ network, batch, size, dispatches, medianMilliseconds }) => [
      networkLabels[network],
      ...[String(batch), String(size), dispatches.toFixed(0), medianMilliseconds.toFixed(1)],
    ]),
  };
}

/** Bytes that a step's dispatches are bound to, by kernel, beside the least that each could move. */
export function workTable({ network, batch, size, work }: DispatchReport): Table[] {
  if (!work) return [];
  const title = `work of a plain step, ${networkLabels[network]}, batch ${batch}, ${size} px, webgpu`;
  const all = work.kernels.reduce((sum, row) => ({
    ...{ name: 'all', calls: sum.calls + row.calls, dispatches: sum.dispatches + row.dispatches },
    ...{ bytesRead: sum.bytesRead + row.bytesRead, bytesWritten: sum.bytesWritten + row.bytesWritten },
    ...{ leastBytes: sum.leastBytes + row.leastBytes, operations: sum.operations + row.operations },
  }));
  const { lastBytes, least } = work;
  return [
    {
      headings: [title, 'calls', 'dispatches', 'read, MB', 'written, MB', 'least, MB', 'moved / least', 'GFLOP'],
      texts: new Set([title]),
      rows: [
        ...[...work.kernels, all].map(
          ({ name, calls, dispatches, bytesRead, bytesWritten, leastBytes, operations }) => [
            ...[
              name,
              calls === 0 ? '' : String(calls),
              String(dispatches),
              megabytes(bytesRead),
              megabytes(bytesWritten),
            ],
            leastBytes === 0 ? '' : megabytes(leastBytes),
            leastBytes === 0 ? '' : ((bytesRead + bytesWritten) / leastBytes).toFixed(2),
            operations === 0 ? '' : gigas(operations),
          ],
        ),
        ['all, in a later step', '', '', megabytes(lastBytes.read), megabytes(lastBytes.written), '', '', ''],
        ['convolutions, dense and update alone', '', '', '', '', megabytes(least.bytes), '', gigas(least.operations)],
      ],
    },
  ];
}

/** What a step of a kernel profile took on a GPU: all of it, computing, and JavaScript. */
export function gpuStepTable(reports: readonly KernelReport[]): Table {
  const heading = 'step with kernels timed on a GPU';
  return {
    headings: [heading, 'batch', 'step, ms', 'GPU, ms', 'dispatches', 'JavaScript, ms'],
    texts: new Set([heading]),
    rows: reports.flatMap(({ network, objective, batch, medianSeconds, gpu }) =>
      gpu === null
        ? []
        : [
            [
              ...[`${networkLabels[network]}, ${objective}`, String(batch), (medianSeconds * 1000).toFixed(1)],
              gpu.milliseconds === null ? 'no timestamps' : gpu.milliseconds.toFixed(1),
              ...[gpu.dispatches.toFixed(0), gpu.javascriptMilliseconds.toFixed(1)],
            ],
          ],
    ),
  };
}

function megabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(bytes >= 1e7 ? 0 : 2);
}

function gigas(operations: number): string {
  return (operations / 1e9).toFixed(2);
}
