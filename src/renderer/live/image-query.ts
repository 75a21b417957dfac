/** What the address says of the images that are looked at, and what is taken where it says nothing. */
import { imageChoices, imageSorts, type ImageWish, type NamedImage, type ScoreSet } from '../../shared/images';
import { classNames, splitNames } from '../../shared/task';

/** Names of the address; empty ones are left out of it. */
export const emptyImageQuery = {
  ...{ stage: '', task: '', split: '', earlier: '', threshold: '', show: '', class: '', video: '' },
  ...{ from: '', to: '', sort: '', reversed: '', image: '' },
};
export type ImageQuery = typeof emptyImageQuery;

/** `earlier` for none, though the task's own stage would be taken. */
export const noEarlier = 'none';

/** Null where the run has no scores. The last stage, the first task and the test images, unless the address says otherwise. */
export function setOfQuery(
  query: Pick<ImageQuery, 'stage' | 'task' | 'split'>,
  sets: readonly ScoreSet[],
): ScoreSet | null {
  const ofStage = (stage: number) => sets.filter((set) => set.stage === stage);
  const asked = query.stage === '' ? [] : ofStage(Number(query.stage));
  const own = asked.length > 0 ? asked : ofStage(sets.at(-1)?.stage ?? 0);
  const ofTask = own.filter(({ task }) => task === query.task);
  const candidates = ofTask.length > 0 ? ofTask : own.filter(({ task }) => task === own[0]?.task);
  const bySplit = [...candidates].sort((a, b) => splitNames.indexOf(b.split) - splitNames.indexOf(a.split));
  return bySplit.find(({ split }) => split === query.split) ?? bySplit[0] ?? null;
}

/** Stages before the set's own that scored the same images. */
export function earlierStages({ stage, task, split }: ScoreSet, sets: readonly ScoreSet[]): number[] {
  return sets.filter((set) => set.task === task && set.split === split && set.stage < stage).map((set) => set.stage);
}

/** The task's own stage, where the address says nothing of another. */
export function earlierOfQuery(
  { earlier }: Pick<ImageQuery, 'earlier'>,
  { stages, ownStage }: { stages: readonly number[]; ownStage: number },
): number | null {
  if (earlier === noEarlier) return null;
  if (earlier !== '' && stages.includes(Number(earlier))) return Number(earlier);
  return stages.includes(ownStage) ? ownStage : (stages.at(-1) ?? null);
}

export function thresholdOfQuery({ threshold }: Pick<ImageQuery, 'threshold'>): number {
  return shareOf(threshold, 0.5);
}

export function wishOfQuery(query: ImageQuery, earlier: number | null): Omit<ImageWish, 'offset' | 'limit'> {
  const sort = imageSorts.find((one) => one === query.sort) ?? 'error';
  const show = imageChoices.find((one) => one === query.show) ?? 'all';
  return {
    earlier,
    threshold: thresholdOfQuery(query),
    show: earlier === null && needsEarlier(show) ? 'all' : show,
    className: classNames.find((one) => one === query.class) ?? null,
    video: query.video.slice(0, 300),
    from: shareOf(query.from, 0),
    to: shareOf(query.to, 1),
    sort: earlier === null && sort === 'change' ? 'error' : sort,
    isReversed: query.reversed !== '',
  };
}

/** `fake:val/fake/x.png`: a file's name alone need not say its class. */
export function textOfImage({ className, file }: NamedImage): string {
  return `${className}:${file}`;
}

/** Null where none is opened. */
export function imageOfQuery({ image }: Pick<ImageQuery, 'image'>): NamedImage | null {
  const className = classNames.find((one) => image.startsWith(`${one}:`));
  return className === undefined ? null : { className, file: image.slice(className.length + 1) };
}

export function needsEarlier(show: ImageWish['show']): boolean {
  return show === 'forgotten' || show === 'learnt';
}

function shareOf(text: string, usual: number): number {
  const value = text.trim() === '' ? NaN : Number(text);
  return value >= 0 && value <= 1 ? value : usual;
}
