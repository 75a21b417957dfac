/** Calls about files that are handed to the person's own machine. */
import { AppError } from '../../shared/errors';
import type { HandlersOf } from './handler';

export const downloadCalls: HandlersOf<'download'> = {
  'download/offer': ({ files }, { exported, host, paths }) => {
    if (host.downloads === undefined) {
      throw new AppError('unavailable', 'Downloads are for a browser; here the files lie where they were written.');
    }
    exported.refuseOthers(files);
    return host.downloads.offer({ files: [...new Set(files)], within: paths.within });
  },
};
