/** The id of the baseline that trains each task alone: comparisons read it, and need nothing else of the method. */
export const singleId = 'single';
