import { afterEach, expect, it, vi } from 'vitest';
import { vulkanEnvironment } from '../../../../scripts/bench/pack/vulkan';

afterEach(() => vi.unstubAllEnvs());

it('leaves a driver that is named as it is, and the folders of libraries that were there', async () => {
  vi.stubEnv('VK_DRIVER_FILES', '/named/icd.json');
  vi.stubEnv('LD_LIBRARY_PATH', '/some/lib');
  const { env, detail } = await vulkanEnvironment('/pack', '/out');
  expect(env['VK_DRIVER_FILES']).toBe('/named/icd.json');
  expect(detail).toContain('driver /named/icd.json');
  const own = detail.startsWith("the pack's") ? ['/pack/lib'] : [];
  expect(env['LD_LIBRARY_PATH']?.split(':')).toEqual([...own, '/some/lib']);
});
