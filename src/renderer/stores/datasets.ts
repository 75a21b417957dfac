/** Dataset roots and what their scans found, kept current by pushes. */
import { defineStore } from 'pinia';
import { ref, shallowRef } from 'vue';
import { toAppError, type AppError } from '../../shared/errors';
import type { MappingWish } from '../../shared/mapping';
import type { Dataset } from '../../shared/task';
import { onReconnected, useConnection, usePush } from './connection';

export const useDatasetsStore = defineStore('datasets', () => {
  const { client } = useConnection();
  const list = shallowRef<readonly Dataset[]>([]);
  const isLoaded = ref(false);
  const error = shallowRef<AppError | null>(null);

  function put(dataset: Dataset): void {
    const isKnown = list.value.some((other) => other.id === dataset.id);
    list.value = isKnown
      ? list.value.map((other) => (other.id === dataset.id ? dataset : other))
      : [...list.value, dataset];
  }

  async function load(): Promise<void> {
    try {
      list.value = await client.call('dataset/list', {});
      isLoaded.value = true;
      error.value = null;
    } catch (thrown) {
      error.value = toAppError(thrown);
    }
  }

  async function add(path: string): Promise<Dataset> {
    const dataset = await client.call('dataset/add', { path });
    put(dataset);
    return dataset;
  }

  async function scan(datasetId: string): Promise<void> {
    put(await client.call('dataset/scan', { datasetId }));
  }

  /** Null reads the folders as they are again. */
  async function map(path: string, wish: MappingWish | null): Promise<void> {
    put(await client.call('dataset/map', { path, wish }));
  }

  async function remove(datasetId: string): Promise<void> {
    await client.call('dataset/remove', { datasetId });
    list.value = list.value.filter((dataset) => dataset.id !== datasetId);
  }

  async function relocate(datasetId: string, path: string): Promise<void> {
    const moved = await client.call('dataset/relocate', { datasetId, path });
    list.value = list.value.filter((dataset) => dataset.id !== datasetId);
    put(moved);
  }

  usePush('dataset/changed', put);
  onReconnected(() => void load());

  return { list, isLoaded, error, load, add, scan, map, remove, relocate };
});
