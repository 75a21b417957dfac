/** Asks for a dataset's folder and adds it; its scan then goes on by itself. */
import { useAction, type Action } from './action';
import { useDatasetsStore } from './datasets';
import { useFolderRequestStore } from './folder-request';

/** @param done called after a folder was chosen and added, not when the person cancels */
export function useAddDataset(done: (datasetId: string) => unknown = () => undefined): Action<[]> {
  const datasets = useDatasetsStore();
  const folders = useFolderRequestStore();
  return useAction(async () => {
    const path = await folders.choose('dataset');
    if (path === null) return;
    const dataset = await datasets.add(path);
    await done(dataset.id);
  });
}
