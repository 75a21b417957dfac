/** views.json of the workspace: the views of the runs table that were saved, the same for whoever opens it. */
import { z } from 'zod';
import { SavedView } from '../../shared/saved-view';
import { writeJsonDurably } from './durable-file';
import { readOptionalFile } from './json-file';

export class SavedViews {
  private changing: Promise<unknown> = Promise.resolve();

  constructor(private readonly path: string) {}

  /** By name. From the disk each time: another process may have saved one. */
  async list(): Promise<SavedView[]> {
    const views = (await readOptionalFile(z.array(SavedView), this.path)) ?? [];
    return views.sort((a, b) => a.name.localeCompare(b.name));
  }

  /** One of that name is replaced. */
  save(view: SavedView): Promise<SavedView[]> {
    return this.change((views) => [...views.filter(({ name }) => name !== view.name), view]);
  }

  remove(name: string): Promise<SavedView[]> {
    return this.change((views) => views.filter((view) => view.name !== name));
  }

  /** One after the other, so that two changes at the same time both stay. */
  private change(change: (views: SavedView[]) => SavedView[]): Promise<SavedView[]> {
    const changing = this.changing.then(async () => {
      await writeJsonDurably(this.path, change(await this.list()));
      return this.list();
    });
    // Whoever asked for this change hears of its failure; the next one is tried all the same.
    this.changing = changing.catch(() => undefined);
    return changing;
  }
}
