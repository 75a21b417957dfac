/** GPUs as their drivers tell of them: through a command of NVIDIA's, and through the kernel for AMD's. */
import { chmod, mkdir, rm, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { readAmdGpus } from '../../../src/main/machine/amd-gpus';
import { GpuWatch } from '../../../src/main/machine/gpu-watch';
import { parseNvidiaGpus, readNvidiaGpus } from '../../../src/main/machine/nvidia-gpus';
import { temporaryFolder } from '../../fixtures/tiny-workbench';

let folder = '';
beforeEach(async () => {
  folder = await temporaryFolder('gpus');
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true, force: true });
});

describe.skipIf(process.platform === 'win32')('nvidia-smi', () => {
  async function install(script: string): Promise<void> {
    const path = join(folder, 'nvidia-smi');
    await writeFile(path, `#!/bin/sh\n${script}\n`);
    await chmod(path, 0o755);
    vi.stubEnv('PATH', `${folder}${delimiter}${process.env['PATH']}`);
  }

  it('is asked for name, load and memory', async () => {
    await install(`[ "$1" = "--query-gpu=name,utilization.gpu,memory.used,memory.total" ] || exit 6
[ "$2" = "--format=csv,noheader,nounits" ] || exit 7
echo "NVIDIA L4, 93, 5120, 23034"
echo "NVIDIA GB10, 7, [N/A], [N/A]"`);
    expect(await readNvidiaGpus()).toEqual([
      { name: 'NVIDIA L4', busyPercent: 93, memoryUsedBytes: 5120 * 2 ** 20, memoryTotalBytes: 23034 * 2 ** 20 },
      { name: 'NVIDIA GB10', busyPercent: 7, memoryUsedBytes: null, memoryTotalBytes: null },
    ]);
  });

  it('means no GPU when it fails or is not there', async () => {
    await install('echo "NVIDIA-SMI has failed because it could not communicate with the driver."; exit 9');
    expect(await readNvidiaGpus()).toEqual([]);
    vi.stubEnv('PATH', join(folder, 'nothing'));
    expect(await readNvidiaGpus()).toEqual([]);
  });

  it('is not taken by its word where it says something else', () => {
    expect(parseNvidiaGpus('No devices were found\n')).toEqual([]);
  });
});

describe('amdgpu', () => {
  async function card(name: string, files: Record<string, string>): Promise<void> {
    await mkdir(join(folder, name, 'device'), { recursive: true });
    for (const [file, content] of Object.entries(files)) await writeFile(join(folder, name, 'device', file), content);
  }

  it('is read for every card that tells', async () => {
    await card('card0', { vendor: '0x8086\n' });
    await card('card1', {
      gpu_busy_percent: '41\n',
      mem_info_vram_used: '1073741824\n',
      mem_info_vram_total: '17163091968\n',
      product_name: 'Radeon PRO W7600\n',
    });
    await card('card1-DP-1', { gpu_busy_percent: '99\n' });
    await card('card2', { gpu_busy_percent: '0\n' });
    expect(await readAmdGpus(folder)).toEqual([
      { name: 'Radeon PRO W7600', busyPercent: 41, memoryUsedBytes: 2 ** 30, memoryTotalBytes: 17163091968 },
      { name: 'AMD GPU card2', busyPercent: 0, memoryUsedBytes: null, memoryTotalBytes: null },
    ]);
  });

  it('is none where the kernel has no list', async () => {
    expect(await readAmdGpus(join(folder, 'none'))).toEqual([]);
  });
});

describe('GpuWatch', () => {
  const gpu = { name: 'GPU', busyPercent: 50, memoryUsedBytes: null, memoryTotalBytes: null };

  it('looks every two seconds at most, and never twice at once', async () => {
    let looks = 0;
    let nowMs = 0;
    const reader = async () => {
      looks += 1;
      return [{ ...gpu, busyPercent: looks }];
    };
    const watch = new GpuWatch({ readers: [reader], nowMs: () => nowMs });
    expect(watch.gpus).toEqual([]);
    await Promise.all([watch.look(), watch.look()]);
    nowMs = 1999;
    await watch.look();
    expect(looks).toBe(1);
    nowMs = 2000;
    await watch.look();
    expect(watch.gpus).toEqual([{ ...gpu, busyPercent: 2 }]);
  });

  it('rests a minute where there is none', async () => {
    let looks = 0;
    let nowMs = 0;
    const reader = async () => {
      looks += 1;
      return [];
    };
    const watch = new GpuWatch({ readers: [reader], nowMs: () => nowMs });
    await watch.look();
    nowMs = 59_000;
    await watch.look();
    expect(looks).toBe(1);
    nowMs = 60_000;
    await watch.look();
    expect(looks).toBe(2);
  });
});
