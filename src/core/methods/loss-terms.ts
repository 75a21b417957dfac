/** The terms that several methods have, declared once, so that they look alike in every chart. */
import { inFirstStage } from '../../shared/first-stage';
import type { LossTermInfo } from '../../shared/loss-term';

export const crossEntropyTerm: LossTermInfo = {
  id: 'crossEntropy',
  label: 'cross-entropy',
  unit: null,
  colour: 'series-1',
};

export const distillationTerm: LossTermInfo = {
  id: 'distillation',
  label: 'distillation',
  unit: null,
  colour: 'series-2',
};

/** What a method adds for weights that have moved. */
export const penaltyTerm: LossTermInfo = { id: 'penalty', label: 'weight penalty', unit: null, colour: 'series-4' };

/** Cross-entropy on replayed images. */
export const replayTerm: LossTermInfo = { id: 'replay', label: 'replay', unit: null, colour: 'series-5' };

/** A hint beside the curves of methods that add nothing before there is something to keep. */
export const plainFirstStage = inFirstStage('cross-entropy alone');
