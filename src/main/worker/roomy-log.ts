/** The event log of a training that waits while the disk is full, and says so. */
import { EventLog } from '../runs/event-log';
import type { RunFolder } from '../runs/run-folder';
import { RoomForWrites } from './room-for-writes';
import { RoomReserve } from './room-reserve';

interface RoomyLog {
  readonly log: EventLog;
  readonly room: RoomForWrites;
  readonly reserve: RoomReserve;
}

interface Training {
  comeBy(): void;
  isStopped(): boolean;
}

export async function openRoomyLog(folder: RunFolder, { comeBy, isStopped }: Training): Promise<RoomyLog> {
  const reserve = new RoomReserve(folder.path);
  const room = new RoomForWrites({
    comeBy,
    isStopped,
    onHold: async (lack) => {
      await reserve.release();
      await tell(log, { type: 'run/paused', room: lack });
    },
    onRoom: async () => {
      if (!isStopped()) await tell(log, { type: 'run/resumed' });
      await reserve.keep();
    },
  });
  const log = await EventLog.open(folder.eventsPath, { onAppend: comeBy, keep: (write) => room.keep(write) });
  await reserve.keep();
  return { log, room, reserve };
}

/** Where even the room that was kept is gone, worker.log may still take it. */
async function tell(log: EventLog, body: Parameters<EventLog['appendAtOnce']>[0]): Promise<void> {
  try {
    await log.appendAtOnce(body);
  } catch (error) {
    process.stderr.write(`${JSON.stringify(body)} could not be told: ${String(error)}\n`);
  }
}
