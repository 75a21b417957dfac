/** Findings of a dataset's audit whose files can be left out, and which of the files that concerns. */
import { z } from 'zod';
import { formatCount } from './format';

/** In the order in which they are dealt with: what an earlier kind left out is no finding of a later one. */
export const leaveOutKinds = [
  'label-conflict',
  'duplicate-across-splits',
  'near-duplicate',
  'shared-video',
  'class-imbalance',
] as const;
export const LeaveOutKind = z.enum(leaveOutKinds);
export type LeaveOutKind = z.infer<typeof LeaveOutKind>;

export interface LeaveOutWords {
  /** The finding. */
  readonly what: string;
  /** Which of its files are left out. */
  readonly side: string;
}

export const leaveOutWords: Readonly<Record<LeaveOutKind, LeaveOutWords>> = {
  'label-conflict': { what: 'The same content, fake and real', side: 'every copy, in all tasks' },
  'duplicate-across-splits': {
    what: 'The same content in two splits',
    side: 'the copy in train, or in val where the other is in test',
  },
  'near-duplicate': {
    what: 'Look-alikes in two splits',
    side: 'the one in train, or in val where the other is in test',
  },
  'shared-video': {
    what: 'Videos with frames in two splits',
    side: 'their frames in train, or in val where others are in test',
  },
  'class-imbalance': {
    what: 'A class that is more than twice the other',
    side: 'images of the larger class, drawn by seed, until both are even',
  },
};

/** The way out of a finding that leaves the files as they are. */
export function switchText(kind: LeaveOutKind): string {
  return `turn on the switch "${leaveOutWords[kind].what}" (in Map folders, or cored datasets map DIR --leave-out ${kind} --save)`;
}

/** One image that is left out of a task. */
export const LeftOutFile = z.object({ task: z.string(), file: z.string(), kind: LeaveOutKind });
export type LeftOutFile = z.infer<typeof LeftOutFile>;

/** "12 images left out by the audit (10 near-duplicate, 2 label-conflict)". */
export function leftOutText(counts: readonly { readonly kind: LeaveOutKind; readonly count: number }[]): string {
  const total = counts.reduce((sum, { count }) => sum + count, 0);
  const parts = counts.map(({ kind, count }) => `${count} ${kind}`);
  return `${formatCount(total, 'image')} left out by the audit (${parts.join(', ')})`;
}
