/** The queries in which a device writes when dispatches began and ended. */
import { replaceMethod } from './replaced-method';

/** What a set of queries may hold at most. */
const queriesOfSet = 4096;

export class GpuTimestamps {
  private device: GPUDevice | null = null;
  private readonly sets: GPUQuerySet[] = [];
  private used = 0;
  /** Of the adapter that was asked for a device last. */
  private hasQueries = false;

  /** Devices that are opened from here on have timestamps where their adapter has them. */
  watchDevices(): () => void {
    return replaceMethod(GPUAdapter, 'requestDevice', (stock) => async (adapter, given) => {
      const { features } = adapter instanceof GPUAdapter ? adapter : { features: new Set<string>() };
      this.hasQueries = features.has('timestamp-query');
      const { requiredFeatures = [], ...wishes }: GPUDeviceDescriptor = given ?? {};
      const wished = this.hasQueries ? [...requiredFeatures, 'timestamp-query'] : [...requiredFeatures];
      const device = await stock(adapter, { ...wishes, requiredFeatures: [...new Set(wished)] });
      if (device instanceof GPUDevice) this.device = device;
      return device;
    });
  }

  /** Why there are none; null where there are. */
  get obstacle(): string | null {
    if (!this.device) return 'No device was opened.';
    if (this.hasQueries) return null;
    return 'The GPU has no timestamps ("timestamp-query"): which kernel takes how long cannot be measured on it.';
  }

  /** Where the next pass is to write its times. */
  next(): GPUComputePassTimestampWrites {
    const index = this.used;
    this.used += 2;
    const at = index % queriesOfSet;
    return { querySet: this.setAt(index), beginningOfPassWriteIndex: at, endOfPassWriteIndex: at + 1 };
  }

  /** Milliseconds of each pass since the last call. */
  async read(): Promise<number[]> {
    const count = this.used;
    this.used = 0;
    const { device } = this;
    if (!device || count === 0) return [];
    const size = count * BigUint64Array.BYTES_PER_ELEMENT;
    const resolved = device.createBuffer({ size, usage: GPUBufferUsage.QUERY_RESOLVE | GPUBufferUsage.COPY_SRC });
    const mapped = device.createBuffer({ size, usage: GPUBufferUsage.MAP_READ | GPUBufferUsage.COPY_DST });
    const encoder = device.createCommandEncoder();
    for (let first = 0; first < count; first += queriesOfSet) {
      const length = Math.min(queriesOfSet, count - first);
      encoder.resolveQuerySet(this.setAt(first), 0, length, resolved, first * BigUint64Array.BYTES_PER_ELEMENT);
    }
    encoder.copyBufferToBuffer(resolved, 0, mapped, 0, size);
    device.queue.submit([encoder.finish()]);
    await mapped.mapAsync(GPUMapMode.READ);
    const nanoseconds = new BigUint64Array(mapped.getMappedRange().slice(0));
    for (const buffer of [resolved, mapped]) buffer.destroy();
    return Array.from({ length: count / 2 }, (_, pass) => {
      const [began = 0n, ended = 0n] = nanoseconds.subarray(2 * pass, 2 * pass + 2);
      // Clocks that are set meanwhile make no time negative.
      return Math.max(0, Number(ended - began) / 1e6);
    });
  }

  private setAt(query: number): GPUQuerySet {
    const place = Math.floor(query / queriesOfSet);
    const { device } = this;
    if (!device) throw new Error('No device was opened: there is nothing to time.');
    const set = this.sets[place] ?? device.createQuerySet({ type: 'timestamp', count: queriesOfSet });
    this.sets[place] = set;
    return set;
  }
}
