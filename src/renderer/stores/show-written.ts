/** Says what an export has written, with a button that downloads it where the files lie on another machine. */
import type { ExportedFiles } from '../../shared/weights';
import { showDone, showWithButton } from './action';
import { useDownloadStore } from './download';

export function useShowWritten(): (message: string, written: ExportedFiles) => void {
  const downloads = useDownloadStore();
  return (message, { files }) => {
    if (!downloads.isOffered) return showDone(message);
    showWithButton(message, { label: 'Download', testId: 'download', act: () => downloads.download(files) });
  };
}
