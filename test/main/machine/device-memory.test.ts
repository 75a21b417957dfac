/** The memory of the GPU that an engine computes on, by what drivers tell. */
import { describe, expect, it } from 'vitest';
import { deviceMemory } from '../../../src/main/machine/device-memory';

const gibibyte = 2 ** 30;
const gpu = (name: string, gibibytes: number | null) => ({
  ...{ name, busyPercent: null, memoryUsedBytes: null },
  memoryTotalBytes: gibibytes === null ? null : gibibytes * gibibyte,
});
type Gpu = ReturnType<typeof gpu>;
const readers = ({ nvidia = [], amd = [] }: { nvidia?: Gpu[]; amd?: Gpu[] }) => ({
  nvidia: () => Promise.resolve(nvidia),
  amd: () => Promise.resolve(amd),
});
const nvidia = [gpu('NVIDIA GeForce RTX 3060', 12), gpu('NVIDIA H200', 139)];

describe('deviceMemory', () => {
  it("is that of NVIDIA's GPU with the device's name", async () => {
    const device = 'NVIDIA GeForce RTX 3060 (nvidia ampere; NVIDIA: 535.183.01)';
    expect(await deviceMemory({ engine: 'webgpu', device }, readers({ nvidia }))).toBe(12 * gibibyte);
    expect(await deviceMemory({ engine: 'tensorflow', device: 'NVIDIA H200' }, readers({ nvidia }))).toBe(
      139 * gibibyte,
    );
  });

  it('is the smaller one of namesakes', async () => {
    const namesakes = [gpu('Tesla V100', 32), gpu('Tesla V100', 16)];
    const device = 'Tesla V100 (nvidia volta)';
    expect(await deviceMemory({ engine: 'webgpu', device }, readers({ nvidia: namesakes }))).toBe(16 * gibibyte);
  });

  it('is that of a single AMD card that the kernel does not name', async () => {
    const device = 'AMD Radeon RX 7900 XTX (RADV NAVI31) (amd rdna-3)';
    const amd = [gpu('AMD GPU card0', 24)];
    expect(await deviceMemory({ engine: 'webgpu', device }, readers({ amd }))).toBe(24 * gibibyte);
    expect(await deviceMemory({ engine: 'webgpu', device }, readers({ amd: [...amd, gpu('Other', 8)] }))).toBeNull();
  });

  it("is not known of graphics in a processor, of another vendor's and of processors", async () => {
    const device = 'AMD Radeon Graphics (RADV RENOIR)';
    const amd = [gpu('AMD GPU card0', 0.5)];
    expect(await deviceMemory({ engine: 'webgpu', device }, readers({ amd }))).toBeNull();
    const processor = 'TensorFlow 2.21, AMD EPYC 7763';
    const card = [gpu('AMD GPU card0', 24)];
    expect(await deviceMemory({ engine: 'tensorflow', device: processor }, readers({ amd: card }))).toBeNull();
    expect(await deviceMemory({ engine: 'webgpu', device: 'Intel(R) Arc' }, readers({ nvidia }))).toBeNull();
    expect(await deviceMemory({ engine: 'wasm', device: 'NVIDIA H200' }, readers({ nvidia }))).toBeNull();
    const silent = [gpu('NVIDIA H200', null)];
    expect(await deviceMemory({ engine: 'webgpu', device: 'NVIDIA H200' }, readers({ nvidia: silent }))).toBeNull();
  });
});
