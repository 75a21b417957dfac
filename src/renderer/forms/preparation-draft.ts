/** The preparation of videos as it stands in the form, and the request that it makes. */
import type { z } from 'zod';
import { PreparationRequest, PreparationSettings, type PreparationVariant } from '../../shared/preparation';

export interface PreparationDraft {
  task: string;
  to: string;
  real: string[];
  fake: string[];
  faces: PreparationSettings['faces'];
  aligned: boolean;
  /** Numbers as typed. */
  frames: string;
  margin: string;
  /** Empty: as many pixels as the face has in the video. */
  size: string;
  leastScore: string;
  /** Empty: PNG. */
  jpegQuality: string;
  seed: string;
  /** Lists: "23, 40". */
  crf: string;
  jpeg: string;
  /** Empty: one per core. */
  processes: string;
}

/** With the settings' own defaults, or as it was asked for last. */
export function startPreparation(last: PreparationRequest | null): PreparationDraft {
  const settings = last?.settings ?? PreparationSettings.parse({});
  const text = (value: number | null | undefined) => (value === null || value === undefined ? '' : String(value));
  const valuesOf = (kind: PreparationVariant['kind']) =>
    settings.variants.flatMap((variant) => (variant.kind === kind ? [variant.value] : [])).join(', ');
  return {
    ...{ task: last?.task ?? '', to: last?.to ?? '', real: [...(last?.real ?? [])], fake: [...(last?.fake ?? [])] },
    ...{ faces: settings.faces, aligned: settings.aligned, frames: text(settings.framesPerVideo) },
    ...{ margin: text(settings.margin), size: text(settings.size), leastScore: text(settings.leastScore) },
    ...{ jpegQuality: text(settings.jpegQuality), seed: text(settings.seed) },
    ...{ crf: valuesOf('crf'), jpeg: valuesOf('jpeg'), processes: text(last?.processes) },
  };
}

export interface PreparationDraftResult {
  /** What is wrong, as sentences. */
  readonly problems: readonly string[];
  readonly request: PreparationRequest | null;
}

/** What the person calls the fields of the request. */
const labels: Readonly<Record<string, string>> = {
  framesPerVideo: 'Frames of each video',
  margin: 'Margin',
  size: 'Size',
  leastScore: 'Least score',
  jpegQuality: 'JPEG quality of the crops',
  seed: 'Seed',
  variants: 'Variants',
  processes: 'Processes',
};

export function checkPreparation(draft: PreparationDraft): PreparationDraftResult {
  const { faces, aligned } = draft;
  const parsed = PreparationRequest.safeParse({
    ...{ task: draft.task, to: draft.to.trim() },
    ...{ real: filled(draft.real), fake: filled(draft.fake) },
    settings: {
      ...{ faces, aligned, framesPerVideo: numberIn(draft.frames), margin: numberIn(draft.margin) },
      ...{ size: numberOrNull(draft.size), leastScore: numberIn(draft.leastScore) },
      ...{ jpegQuality: numberOrNull(draft.jpegQuality), seed: numberIn(draft.seed) },
      variants: [...variantsIn('crf', draft.crf), ...variantsIn('jpeg', draft.jpeg)],
    },
    ...(draft.processes.trim() !== '' && { processes: numberIn(draft.processes) }),
  });
  if (parsed.success) return { problems: [], request: parsed.data };
  return { problems: [...new Set(parsed.error.issues.map(sentence))], request: null };
}

function sentence({ path, message }: z.core.$ZodIssue): string {
  const label = path.map((part) => labels[String(part)]).find((known) => known !== undefined);
  return label === undefined ? message : `${label}: ${message}.`;
}

function filled(paths: readonly string[]): string[] {
  return paths.map((path) => path.trim()).filter((path) => path !== '');
}

/** NaN for what is no number, which the request's schema refuses by name. */
function numberIn(text: string): number {
  return text.trim() === '' ? NaN : Number(text.trim().replace(',', '.'));
}

function numberOrNull(text: string): number | null {
  return text.trim() === '' ? null : numberIn(text);
}

function variantsIn(kind: PreparationVariant['kind'], text: string): { kind: string; value: number }[] {
  const values = text.split(/[\s,;]+/).filter((part) => part !== '');
  return values.map((value) => ({ kind, value: Number(value) }));
}
