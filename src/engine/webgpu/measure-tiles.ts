/** Finds out by a short measurement from how many large tiles on a product is faster in them than in small ones. */
import { shaderText, type Shader } from './shader';
import { matrix } from './shaders/convolution-operands';
import { largeTile, smallTile, tiledProduct, type Tile } from './shaders/tiled-product';

export interface MeasuredProduct {
  readonly rows: number;
  readonly columns: number;
  readonly depth: number;
}

/** 64, 144 and 256 large tiles: fewer than small cards have room for at once, and more than large ones. */
const products: readonly MeasuredProduct[] = [1024, 1536, 2048].map((side) => ({
  rows: side,
  columns: side,
  depth: 512,
}));
/** Where nothing is measured. */
export const usualLargeTiles = 512;
/** Of each tile, one after the other; the fastest counts. */
const rounds = 4;
const dispatchesOfRound = 4;
/** Large tiles have to be faster by this: noise is not to decide. */
const gain = 0.95;

/**
 * Large tiles are taken only where they give the bytes of small ones, so that the choice, which another measurement may
 * not repeat, changes no result.
 */
export async function measureTiles(device: GPUDevice, measured = products): Promise<number> {
  let from = usualLargeTiles;
  for (const product of [...measured].sort((left, right) => right.rows - left.rows)) {
    const runs = [smallTile, largeTile].map((tile) => new ProductRuns(device, tile, product));
    try {
      const [small, large] = runs;
      if (!small || !large || !isSame(await small.values(), await large.values())) return usualLargeTiles;
      const milliseconds = [Infinity, Infinity];
      for (let round = 0; round < rounds; round++) {
        for (const [place, run] of runs.entries()) {
          milliseconds[place] = Math.min(milliseconds[place] ?? Infinity, await run.milliseconds());
        }
      }
      const [ofSmall = 0, ofLarge = Infinity] = milliseconds;
      if (ofLarge > gain * ofSmall) return from;
      from = tilesOf(product, largeTile);
    } finally {
      for (const run of runs) run.end();
    }
  }
  return from;
}

/** One product in one tile, on buffers of its own. */
class ProductRuns {
  private readonly buffers: GPUBuffer[];
  private readonly result: GPUBuffer;
  private readonly bytes: number;
  private readonly pipeline: GPUComputePipeline;
  private readonly bindings: GPUBindGroup;

  constructor(
    private readonly device: GPUDevice,
    private readonly tile: Tile,
    private readonly product: MeasuredProduct,
  ) {
    const { rows, columns, depth } = product;
    const module = device.createShaderModule({ code: shaderText(shaderOf(tile, product)) });
    this.pipeline = device.createComputePipeline({ compute: { module, entryPoint: 'main' }, layout: 'auto' });
    this.bytes = 4 * rows * columns;
    const usage = GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC;
    this.result = device.createBuffer({ size: this.bytes, usage });
    this.buffers = [
      filled(device, someNumbers(rows * depth), GPUBufferUsage.STORAGE),
      filled(device, someNumbers(depth * columns), GPUBufferUsage.STORAGE),
      this.result,
      filled(device, Int32Array.of(rows, columns, depth, depth), GPUBufferUsage.UNIFORM),
    ];
    this.bindings = device.createBindGroup({
      layout: this.pipeline.getBindGroupLayout(0),
      entries: this.buffers.map((buffer, binding) => ({ binding, resource: { buffer } })),
    });
  }

  /** Of some dispatches, until the device has done them. */
  async milliseconds(): Promise<number> {
    const encoder = this.device.createCommandEncoder();
    this.encode(encoder, dispatchesOfRound);
    const commands = encoder.finish();
    const began = performance.now();
    this.device.queue.submit([commands]);
    await this.device.queue.onSubmittedWorkDone();
    return performance.now() - began;
  }

  async values(): Promise<Float32Array> {
    const readable = this.device.createBuffer({
      size: this.bytes,
      usage: GPUBufferUsage.MAP_READ | GPUBufferUsage.COPY_DST,
    });
    const encoder = this.device.createCommandEncoder();
    this.encode(encoder, 1);
    encoder.copyBufferToBuffer(this.result, 0, readable, 0, this.bytes);
    this.device.queue.submit([encoder.finish()]);
    await readable.mapAsync(GPUMapMode.READ);
    const values = new Float32Array(readable.getMappedRange().slice(0));
    readable.destroy();
    return values;
  }

  end(): void {
    for (const buffer of this.buffers) buffer.destroy();
  }

  private encode(encoder: GPUCommandEncoder, times: number): void {
    const pass = encoder.beginComputePass();
    pass.setPipeline(this.pipeline);
    pass.setBindGroup(0, this.bindings);
    for (let time = 0; time < times; time++) pass.dispatchWorkgroups(tilesOf(this.product, this.tile));
    pass.end();
  }
}

function shaderOf(tile: Tile, { columns, depth }: MeasuredProduct): Shader {
  return tiledProduct({
    ...{ tile, writesFours: columns % 4 === 0, sizes: [] },
    left: matrix({ function: 'left', name: 'a', along: 'depth', line: 'sizes.depth', lineLength: depth }),
    right: matrix({ function: 'right', name: 'b', along: 'side', line: 'sizes.columns', lineLength: columns }),
  });
}

function tilesOf({ rows, columns }: Pick<MeasuredProduct, 'rows' | 'columns'>, tile: Tile): number {
  return Math.ceil(rows / tile.rows) * Math.ceil(columns / tile.columns);
}

/** In [-1, 1], of all digits. */
function someNumbers(count: number): Float32Array<ArrayBuffer> {
  return Float32Array.from({ length: count }, (_, place) => Math.sin(12.9898 * place));
}

function filled(
  device: GPUDevice,
  values: Float32Array<ArrayBuffer> | Int32Array<ArrayBuffer>,
  usage: number,
): GPUBuffer {
  const buffer = device.createBuffer({ size: values.byteLength, usage, mappedAtCreation: true });
  new Uint8Array(buffer.getMappedRange()).set(new Uint8Array(values.buffer));
  buffer.unmap();
  return buffer;
}

function isSame(left: Float32Array, right: Float32Array): boolean {
  return left.length === right.length && left.every((value, place) => Object.is(value, right[place]));
}
