/** CutMix (Yun et al., 2019) as CoReD's published code uses it: a partner's box is pasted, the label stays. */
import { z } from 'zod';
import type { RandomStream } from '../random';
import { defineBatchAugmentation, type BatchRows, type Box, type Pasting } from './augmentation';

const parameters = z.object({
  cutmixProbability: z.number().min(0).max(1).default(0.2).meta({
    label: 'CutMix probability',
    description: "Chance that a batch gets a partner's box pasted into its images; 0 switches CutMix off.",
    source: 'Published code, continual stages.',
  }),
  cutmixAlpha: z.number().min(0.01).max(100).default(0.5).meta({
    label: 'CutMix alpha',
    description: 'The kept share of the image is drawn from Beta(alpha, alpha).',
    source: 'Published code, continual stages.',
  }),
  cutmixPartner: z.enum(['same', 'opposite']).default('same').meta({
    label: 'CutMix partner',
    description: 'Class of the partner whose box is pasted; the label stays as it is.',
    source: 'Corrected: same. The published code pastes the opposite class and keeps the label.',
  }),
  cutmixStages: z.enum(['continual', 'all']).default('continual').meta({
    label: 'CutMix in',
    description: 'Stages that use CutMix: those after the first, or all of them.',
    source: 'Published code: its variant for the first task is in a file that nothing calls.',
  }),
});

export const cutmix = defineBatchAugmentation({
  id: 'cutmix',
  label: 'CutMix',
  parameters,
  probability: 'cutmixProbability',
  rows: 'own',
  isUsedIn: (stage, { cutmixStages }) => stage > 1 || cutmixStages === 'all',
  draw: (batch, random, options) => ({ pasting: drawPasting(batch, random, options) }),
});

type CutmixOptions = Omit<z.infer<typeof parameters>, 'cutmixStages'>;

/** One box and one permutation of partners for a batch; null where nothing is pasted. */
export function drawPasting(
  { labels, size }: BatchRows,
  random: RandomStream,
  { cutmixProbability, cutmixAlpha, cutmixPartner }: CutmixOptions,
): Pasting | null {
  if (random.uniform() >= cutmixProbability) return null;
  const keptShare = random.beta(cutmixAlpha, cutmixAlpha);
  const partners = random.permutation(labels.length);
  const box = drawBox(size, keptShare, random);
  const isPasted = (place: number, partner: number) =>
    (labels[place] === labels[partner]) === (cutmixPartner === 'same');
  return { box, partners: partners.map((partner, place) => (isPasted(place, partner) ? partner : place)) };
}

/** A box with side ratio sqrt(1 - keptShare) around a uniform centre, clipped to the image. */
export function drawBox(size: number, keptShare: number, random: RandomStream): Box {
  const half = Math.floor(Math.floor(size * Math.sqrt(1 - keptShare)) / 2);
  const x = random.integer(size);
  const y = random.integer(size);
  return {
    top: Math.max(0, y - half),
    left: Math.max(0, x - half),
    bottom: Math.min(size, y + half),
    right: Math.min(size, x + half),
  };
}
