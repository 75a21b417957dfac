/** The other side of a meeting for tests, in a thread of its own: in each round it lays out the round's number. */
import { workerData } from 'node:worker_threads';
import { z } from 'zod';
import { FileMeeting } from '../../../src/engine/replicas/replica-file';

const Order = z.object({ path: z.string(), count: z.number(), chunkLength: z.number(), rounds: z.number() });

const { rounds, ...file } = Order.parse(workerData);
const meeting = new FileMeeting(file, 1);
for (let round = 0; round < rounds; round++) {
  meeting.nextChunks()[1]?.fill(round);
  meeting.setLength(round);
  meeting.wait(round % (file.chunkLength + 1));
}
meeting.close();
