/** The corruptions as they stand in a form, and the wish that they make. */
import {
  corruptionIds,
  corruptionFacts,
  CorruptionLevels,
  type Corruption,
  type RobustnessWish,
} from '../../shared/robustness';

export interface RobustnessDraft {
  isOn: boolean;
  /** As typed, separated by commas; an empty one is left out. */
  strengths: Record<Corruption, string>;
  seed: string;
}

export function startRobustness(): RobustnessDraft {
  const usual = (id: Corruption) => corruptionFacts[id].usual.join(', ');
  const strengths = {
    ...{ jpeg: usual('jpeg'), blur: usual('blur'), noise: usual('noise') },
    ...{ resize: usual('resize'), brightness: usual('brightness') },
  };
  return { isOn: false, strengths, seed: '1' };
}

/** `wish` is null where none is asked for, and where there is a problem. */
export function checkRobustness(draft: RobustnessDraft): { wish: RobustnessWish | null; problem: string | null } {
  if (!draft.isOn) return { wish: null, problem: null };
  const levels: RobustnessWish['levels'] = [];
  for (const corruption of corruptionIds) {
    const words = draft.strengths[corruption].split(',').map((word) => word.trim());
    if (words.every((word) => word === '')) continue;
    // An empty place is no number, where Number('') is 0.
    const strengths = words.map((word) => (word === '' ? NaN : Number(word)));
    if (strengths.some(Number.isNaN)) {
      const { label } = corruptionFacts[corruption];
      return { wish: null, problem: `${label}: give numbers separated by commas.` };
    }
    const read = CorruptionLevels.safeParse({ corruption, strengths });
    if (!read.success) return { wish: null, problem: read.error.issues[0]?.message ?? null };
    levels.push(read.data);
  }
  if (levels.length === 0) return { wish: null, problem: 'Give strengths of at least one corruption.' };
  const seed = Number(draft.seed);
  if (draft.seed.trim() === '' || !Number.isSafeInteger(seed)) {
    return { wish: null, problem: 'The seed of the noise has to be a whole number.' };
  }
  return { wish: { levels, seed }, problem: null };
}
