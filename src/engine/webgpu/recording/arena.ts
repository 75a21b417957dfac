/** Device memory for intermediate results, which all recordings of a backend use in turn: none outlives its recording's run. */
import { tensorUsage } from './tensor-usage';

interface Block {
  readonly buffer: GPUBuffer;
  users: number;
}

export class Arena {
  private blocks: Block[] = [];

  constructor(private readonly device: GPUDevice) {}

  /** Bytes that it holds. */
  get bytes(): number {
    return this.blocks.reduce((sum, { buffer }) => sum + buffer.size, 0);
  }

  /** A buffer for each of `sizes` [bytes, the largest first], all different; of those that are there already, the smallest that do. */
  lease(sizes: readonly number[]): GPUBuffer[] {
    const free = this.blocks.toSorted((left, right) => left.buffer.size - right.buffer.size);
    return sizes.map((size) => {
      const place = free.findIndex(({ buffer }) => buffer.size >= size);
      const [found] = place < 0 ? [] : free.splice(place, 1);
      const block = found ?? this.add(size);
      block.users += 1;
      return block.buffer;
    });
  }

  /** Of a recording that is gone; what nobody uses any more is freed. */
  release(buffers: readonly GPUBuffer[]): void {
    const released = new Set(buffers);
    for (const block of this.blocks) if (released.has(block.buffer)) block.users -= 1;
    const unused = this.blocks.filter(({ users }) => users === 0);
    this.blocks = this.blocks.filter(({ users }) => users > 0);
    for (const { buffer } of unused) buffer.destroy();
  }

  private add(size: number): Block {
    const block = { buffer: this.device.createBuffer({ size, usage: tensorUsage() }), users: 0 };
    this.blocks.push(block);
    return block;
  }
}
