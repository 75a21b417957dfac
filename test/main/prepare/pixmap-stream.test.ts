import { expect, it } from 'vitest';
import { readPixmaps } from '../../../src/main/prepare/pixmap-stream';
import { startProgram } from '../../../src/main/prepare/run-program';

const pixmap = (width: number, height: number, value: number) =>
  Buffer.concat([Buffer.from(`P6\n${width} ${height}\n255\n`), Buffer.alloc(width * height * 3, value)]);

async function read(bytes: Buffer, chunk: number): Promise<number[][]> {
  async function* pieces() {
    for (let at = 0; at < bytes.length; at += chunk) yield bytes.subarray(at, at + chunk);
  }
  const images: number[][] = [];
  for await (const { pixels, width, height } of readPixmaps(pieces())) {
    images.push([width, height, pixels.length, pixels[0] ?? -1, pixels.at(-1) ?? -1]);
  }
  return images;
}

it('reads images of different sizes, however the bytes are cut', async () => {
  const bytes = Buffer.concat([pixmap(4, 3, 9), pixmap(1, 1, 80), pixmap(20, 30, 255)]);
  for (const chunk of [1, 2, 3, 7, 50, 5000]) {
    expect(await read(bytes, chunk)).toEqual([
      [4, 3, 36, 9, 9],
      [1, 1, 3, 80, 80],
      [20, 30, 1800, 255, 255],
    ]);
  }
});

it('passes over an image that ends early, and refuses anything else', async () => {
  expect(await read(Buffer.concat([pixmap(4, 3, 9), pixmap(9, 9, 1).subarray(0, 60)]), 16)).toHaveLength(1);
  await expect(read(Buffer.from('x'.repeat(80)), 16)).rejects.toThrow('no binary PPM');
});

it('keeps what a program complains about, and says when it cannot be run or was stopped', async () => {
  const program = startProgram(process.execPath, ['-e', 'console.error("moov atom not found"); process.exitCode = 3']);
  expect(await program.ended).toEqual({ status: 3, complaints: ['moov atom not found'] });
  await expect(startProgram('/no/such/ffmpeg', []).ended).rejects.toMatchObject({ code: 'unavailable' });
  const stopping = new AbortController();
  const endless = startProgram(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], stopping.signal);
  stopping.abort();
  await expect(endless.ended).rejects.toMatchObject({ code: 'cancelled' });
});
