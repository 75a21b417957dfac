/** Mean and deviation, as lists of runs have them too. */
export { statisticOf } from '../../shared/statistic';
