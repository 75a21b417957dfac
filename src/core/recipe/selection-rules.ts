/** Rules by which an epoch of a stage is kept. */

/** `mean-auc`: corrected. `published`: summed accuracy, and every twentieth epoch is kept whatever its score. */
export const selectionRules = ['mean-auc', 'published'] as const;
export type SelectionRule = (typeof selectionRules)[number];
