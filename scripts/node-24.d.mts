/** Types of scripts/node-24.mjs for the scripts that are TypeScript. */
export declare function runsOnNode24(script: string, args: readonly string[]): boolean;
export declare function packagedNode(): string;
