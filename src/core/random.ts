/** Seeded random numbers, under the name by which the science knows them; chains and sweeps draw from the same ones. */
export * from '../shared/random';
