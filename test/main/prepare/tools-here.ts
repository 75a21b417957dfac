/** Whether ffmpeg and the face networks are set up here; says so where not, because tests are skipped then. */
import { describeTools } from '../../../src/main/prepare/find-tools';

const { ready, detail } = describeTools();

/** Null where they are here; else why not. */
export const obstacle = ready ? null : detail;

// eslint-disable-next-line no-console
if (obstacle !== null) console.info(`SKIPPED: ${obstacle}`);
