/** What a person can put right: the set-up prints its message alone, without a stack. */
export class Problem extends Error {}
