/** Counts what became of videos: for every class and split, and those that are to be told by name. */
import type { PreparationCount, PreparedVideo } from '../../shared/preparation';
import { splitNames } from '../../shared/task';

/** So many are told by name; all of them are in the preparation's folder. */
const mostRemarkable = 300;

export class Tally {
  done = 0;
  doneBefore = 0;
  readonly remarkable: PreparedVideo[] = [];
  private readonly byPlace = new Map<string, PreparationCount>();

  add(video: PreparedVideo, wasBefore = false): void {
    this.done += 1;
    if (wasBefore) this.doneBefore += 1;
    const { className, split, state, crops } = video;
    const key = `${className} ${split}`;
    const empty = { className, split, videos: 0, faces: 0, none: 0, unreadable: 0, crops: 0 };
    const before = this.byPlace.get(key) ?? empty;
    const after = { ...before, videos: before.videos + 1, crops: before.crops + crops };
    this.byPlace.set(key, { ...after, [state]: before[state] + 1 });
    const isRemarkable = state !== 'faces' || video.reason !== null;
    if (isRemarkable && this.remarkable.length < mostRemarkable) this.remarkable.push(video);
  }

  counts(): PreparationCount[] {
    return (['real', 'fake'] as const).flatMap((className) =>
      splitNames.flatMap((split) => this.byPlace.get(`${className} ${split}`) ?? []),
    );
  }
}
