/** Videos through ffmpeg and ffprobe: counted, read frame by frame, encoded anew. */
import { stat } from 'node:fs/promises';
import { z } from 'zod';
import { AppError } from '../../shared/errors';
import { readPixmaps } from './pixmap-stream';
import { startProgram, type ProgramEnd } from './run-program';
import { VideoProblem, type FrameCount, type VideoFrame, type VideoTools } from './video-tools';

export interface FfmpegPrograms {
  readonly ffmpeg: string;
  readonly ffprobe: string;
}

const Stream = z.object({
  nb_read_packets: z.coerce.number().int(),
  nb_frames: z.coerce.number().int().optional(),
  width: z.number().int().default(0),
  height: z.number().int().default(0),
});
const Probed = z.object({ streams: z.array(Stream).default([]) });

/** Errors alone, nothing asked of the keyboard, and nothing opened but files: a playlist must not lead to the network. */
const quietly = ['-v', 'error', '-hide_banner'];
const filesOnly = ['-protocol_whitelist', 'file'];

export class FfmpegVideos implements VideoTools {
  constructor(
    private readonly programs: FfmpegPrograms,
    private readonly signal?: AbortSignal,
  ) {}

  async countFrames(path: string): Promise<FrameCount> {
    await refuseOthers(path);
    const entries = [
      '-count_packets',
      '-select_streams',
      'v:0',
      '-show_entries',
      'stream=nb_read_packets,nb_frames,width,height',
      '-of',
      'json',
    ];
    const probe = startProgram(this.programs.ffprobe, [...quietly, ...filesOnly, ...entries, input(path)], this.signal);
    let text = '';
    for await (const chunk of probe.output) text += String(chunk);
    const end = await probe.ended;
    if (end.status !== 0) throw new VideoProblem(reasonOf(end, path));
    const [stream] = Probed.parse(JSON.parse(text)).streams;
    if (stream === undefined) throw new VideoProblem('it has no video stream');
    const { width, height } = stream;
    if (width * height > mostPixels) {
      throw new VideoProblem(`it has ${width} x ${height} pixels, and no more than 8192 x 8192 are read`);
    }
    if (stream.nb_read_packets === 0) throw new VideoProblem('its video stream is empty');
    const frames = stream.nb_read_packets;
    return { frames, declared: stream.nb_frames ?? frames };
  }

  async *readFrames(path: string, indices: readonly number[]): AsyncGenerator<VideoFrame> {
    const args = [
      ...quietly,
      '-nostdin',
      ...filesOnly,
      '-i',
      input(path),
      '-map',
      '0:v:0',
      '-frames:v',
      String(indices.length),
    ];
    const toPixmaps = ['-vf', frameFilter(indices), '-r', String(rate), '-f', 'image2pipe', '-c:v', 'ppm', 'pipe:1'];
    const program = startProgram(this.programs.ffmpeg, [...args, ...toPixmaps], this.signal);
    let given = 0;
    try {
      for await (const image of readPixmaps(program.output)) {
        const index = indices[given];
        if (index === undefined) break;
        given += 1;
        yield { index, image };
      }
    } finally {
      // Where nobody wants the rest.
      if (given < indices.length) program.output.destroy();
    }
    const end = await program.ended;
    if (given === 0) throw new VideoProblem(reasonOf(end, path));
    if (given < indices.length && end.complaints.length > 0) throw new VideoProblem(reasonOf(end, path));
  }

  async compress(path: string, crf: number, to: string): Promise<void> {
    const encoder = ['-c:v', 'libx264', '-preset', 'medium', '-crf', String(crf), '-pix_fmt', 'yuv420p'];
    // H.264 in 4:2:0 takes even sides only; one thread, because it gives the same bytes everywhere.
    const filter = ['-vf', `${upright},pad=ceil(iw/2)*2:ceil(ih/2)*2,setpts=N/(${rate}*TB)`, '-r', String(rate)];
    const from = [...quietly, '-nostdin', '-y', ...filesOnly, '-i', input(path), '-map', '0:v:0'];
    const args = [...from, ...filter, ...encoder, '-threads', '1', '-f', 'matroska', `file:${to}`];
    const program = startProgram(this.programs.ffmpeg, args, this.signal);
    program.output.resume();
    const end = await program.ended;
    if (end.complaints.some((line) => line.includes("Unknown encoder 'libx264'")))
      throw noEncoder(this.programs.ffmpeg);
    if (end.status !== 0) throw new VideoProblem(`it cannot be encoded again: ${reasonOf(end, path)}`);
  }
}

const mostPixels = 8192 * 8192;

/** Frames are numbered, not timed: each that is chosen comes once, whatever the video's own times. */
const rate = 25;
/** Square pixels; ffmpeg turns the picture itself where the video says so. */
const upright = "scale='min(trunc(iw*sar+0.5),8192)':ih,setsar=1";

function frameFilter(indices: readonly number[]): string {
  const chosen = indices.map((index) => `eq(n,${index})`).join('+');
  return `select='${chosen}',${upright},setpts=N/(${rate}*TB)`;
}

/** Never taken for an option or an address, whatever it is called. */
function input(path: string): string {
  return `file:${path}`;
}

function noEncoder(ffmpeg: string): AppError {
  return new AppError(
    'unavailable',
    `"${ffmpeg}" has no libx264, so there are no variants by H.264 quality with it. Leave them out, or take the npm ` +
      "packages' ffmpeg: npm run setup:prepare",
  );
}

/** A FIFO or a device is not opened: ffmpeg would wait for it for ever. */
async function refuseOthers(path: string): Promise<void> {
  const found = await stat(path).catch((error: unknown) => {
    throw new VideoProblem(error instanceof Error ? error.message : String(error), { cause: error });
  });
  if (!found.isFile()) throw new VideoProblem('it is not a plain file');
  if (found.size === 0) throw new VideoProblem('it is empty');
}

/** ffmpeg's own words, without the path that is told beside them. */
function reasonOf({ complaints, status }: ProgramEnd, path: string): string {
  const words = complaints.map((line) =>
    line
      .replace(/^\[[^\]]*\]\s*/, '')
      .replaceAll(`file:${path}`, '')
      .replaceAll(path, '')
      .replace(/^[:\s]+/, '')
      .trim(),
  );
  const distinct = [...new Set(words.filter((line) => line !== ''))].slice(0, 3);
  return distinct.length > 0
    ? distinct.join('; ')
    : `ffmpeg gave no frame and ended with status ${status ?? 'unknown'}`;
}
