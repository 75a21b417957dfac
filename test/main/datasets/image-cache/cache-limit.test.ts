import { expect, it } from 'vitest';
import { imageCacheLimit } from '../../../../src/main/datasets/image-cache/cache-limit';
import { openImageCache } from '../../../../src/main/datasets/image-cache/open-image-cache';

const limitOf = (text: string) => imageCacheLimit({ CORED_IMAGE_CACHE_GIB: text });

it('is 10 GiB unless the environment says otherwise', () => {
  expect(imageCacheLimit({})).toBe(10 * 1024 ** 3);
  expect(limitOf('')).toBe(10 * 1024 ** 3);
  expect(limitOf('0.5')).toBe(512 * 1024 ** 2);
  expect(limitOf(' 40 ')).toBe(40 * 1024 ** 3);
  expect(limitOf('0')).toBe(0);
});

it.each(['lots', '-1', '10G', 'Infinity'])('refuses %s, naming the variable', (text) => {
  expect(() => limitOf(text)).toThrow(`CORED_IMAGE_CACHE_GIB is "${text}"`);
});

it('warns in a run’s log rather than end the run', async () => {
  const before = process.env['CORED_IMAGE_CACHE_GIB'];
  process.env['CORED_IMAGE_CACHE_GIB'] = 'lots';
  const warnings: string[] = [];
  try {
    await openImageCache('/space/runs/one', async (message) => {
      warnings.push(message);
    });
  } finally {
    if (before === undefined) delete process.env['CORED_IMAGE_CACHE_GIB'];
    else process.env['CORED_IMAGE_CACHE_GIB'] = before;
  }
  expect(warnings).toEqual([expect.stringMatching(/is "lots".*10\.0 GiB are taken/)]);
});
