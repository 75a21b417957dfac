/** Format or size that tells the class: a detector would learn that instead of the manipulation. */
import type { ClassName, Problem } from '../../../shared/task';
import type { AuditedImage, AuditedTask } from './audited-image';
import { listedFiles } from './audited-image';

/** Of a class that has a trait so that it counts as its mark, and of the other class so that it does not. */
const nearlyAll = 0.95;
const hardlyAny = 0.05;
/** Fewer images of a class say nothing. */
const fewImages = 4;

const traits = {
  format: ({ format }: AuditedImage) => format?.toUpperCase() ?? null,
  size: ({ size }: AuditedImage) => (size === null ? null : `${size.width} x ${size.height} pixels`),
} as const;

export function tellingTraitProblems(task: AuditedTask): Problem[] {
  const fake = task.images.filter(({ className }) => className === 'fake');
  const real = task.images.filter(({ className }) => className === 'real');
  if (Math.min(fake.length, real.length) < fewImages) return [];
  return Object.values(traits).flatMap((trait) => {
    const found = markOf(fake, real, trait);
    const other = markOf(real, fake, trait);
    const mark =
      found === null
        ? other === null
          ? null
          : { className: 'real' as const, value: other }
        : { className: 'fake' as const, value: found };
    if (mark === null) return [];
    const marked = task.images.filter((image) => image.className === mark.className && trait(image) === mark.value);
    return [problemOf(task, mark, marked)];
  });
}

/** The value that nearly all images of the one and hardly any of the other have. */
function markOf(
  own: readonly AuditedImage[],
  others: readonly AuditedImage[],
  trait: (image: AuditedImage) => string | null,
): string | null {
  const share = (images: readonly AuditedImage[], value: string) =>
    images.filter((image) => trait(image) === value).length / images.length;
  const values = new Set(own.map(trait).filter((value) => value !== null));
  return [...values].find((value) => share(own, value) >= nearlyAll && share(others, value) <= hardlyAny) ?? null;
}

function problemOf(
  task: AuditedTask,
  { className, value }: { className: ClassName; value: string },
  marked: readonly AuditedImage[],
): Problem {
  const other = className === 'fake' ? 'real' : 'fake';
  const message =
    `In task "${task.name}" the ${className} images are ${value} and the ${other} ones are not: a detector learns that ` +
    'instead of the manipulation. Bring both classes into the same format and size.';
  const files = marked.slice(0, listedFiles).map(({ file }) => file);
  return { severity: 'warning', code: 'telling-trait', path: task.path, message, files };
}
