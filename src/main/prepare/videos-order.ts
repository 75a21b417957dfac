/** What a process is told that prepares a few videos. */
import { z } from 'zod';
import { PreparationSettings } from '../../shared/preparation';
import { PlannedVideo } from './plan-videos';

export const VideosOrder = z.object({
  videos: z.array(PlannedVideo),
  task: z.string(),
  to: z.string(),
  settings: PreparationSettings,
  tools: z.object({ programs: z.object({ ffmpeg: z.string(), ffprobe: z.string() }), faces: z.string() }),
});
export type VideosOrder = z.infer<typeof VideosOrder>;
