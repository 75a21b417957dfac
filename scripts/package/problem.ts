/** What the person who packages can mend: its message is all that is shown. */
export class Problem extends Error {}
