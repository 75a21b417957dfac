/** Calls about preparing videos. */
import { describeTools } from '../prepare/find-tools';
import type { HandlersOf } from './handler';

export const preparationCalls: HandlersOf<'preparation'> = {
  /** Whether ffmpeg and the face networks are here. */
  'preparation/tools': () => describeTools(),

  'preparation/start': async (request, { paths, preparations }) => {
    const allow = (folders: readonly string[]) => Promise.all(folders.map((folder) => paths.allow(folder)));
    const [real, fake, to] = [await allow(request.real), await allow(request.fake), await paths.allow(request.to)];
    return preparations.start({ ...request, real, fake, to });
  },

  'preparation/get': (_, { preparations }) => ({ preparation: preparations.get() }),

  'preparation/stop': async (_, { preparations }) => ({ preparation: await preparations.stop() }),
};
