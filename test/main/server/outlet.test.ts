/** Back-pressure: results always go, progress waits and only its newest state is kept. */
import { describe, expect, it } from 'vitest';
import { createOutlet } from '../../../src/main/server/outlet';

/** A client that reads when told to. */
function slowClient() {
  const onTheWay: { bytes: Uint8Array; done: (error?: Error) => void }[] = [];
  const received: number[] = [];
  const socket = {
    terminated: false,
    get bufferedAmount() {
      return onTheWay.reduce((sum, { bytes }) => sum + bytes.length, 0);
    },
    send: (bytes: Uint8Array, done: (error?: Error) => void) => {
      onTheWay.push({ bytes, done });
    },
    terminate: () => {
      socket.terminated = true;
    },
  };
  const read = () => {
    for (let next = onTheWay.shift(); next; next = onTheWay.shift()) {
      received.push(next.bytes[0] ?? -1);
      next.done();
    }
  };
  return { socket, received, read };
}

const message = (mark: number, length = 8) => new Uint8Array(length).fill(mark);
const large = 2 << 20;

describe('an outlet', () => {
  it('sends progress at once while the client keeps up', () => {
    const { socket, received, read } = slowClient();
    const outlet = createOutlet(socket);
    outlet.sendDroppable('run a', message(1));
    outlet.sendDroppable('run a', message(2));
    read();
    expect(received).toEqual([1, 2]);
  });

  it('keeps only the newest state of each run for a client that is slow', () => {
    const { socket, received, read } = slowClient();
    const outlet = createOutlet(socket);
    outlet.send(message(0, large));
    outlet.sendDroppable('run a', message(1));
    outlet.sendDroppable('run b', message(2));
    outlet.sendDroppable('run a', message(3));
    expect(socket.bufferedAmount).toBe(large);
    read();
    expect(received).toEqual([0, 2, 3]);
  });

  it('never drops a result', () => {
    const { socket, received, read } = slowClient();
    const outlet = createOutlet(socket);
    for (let mark = 0; mark < 5; mark += 1) outlet.send(message(mark, large));
    read();
    expect(received).toEqual([0, 1, 2, 3, 4]);
  });

  it('gives up a client that has let 256 MiB pile up', () => {
    const sent: Uint8Array[] = [];
    const socket = {
      bufferedAmount: 1 << 28,
      terminated: false,
      send: (bytes: Uint8Array) => void sent.push(bytes),
      terminate: () => void (socket.terminated = true),
    };
    const outlet = createOutlet(socket);
    outlet.send(message(0));
    expect([sent.length, socket.terminated]).toEqual([1, false]);
    socket.bufferedAmount += 1;
    outlet.send(message(1));
    expect([sent.length, socket.terminated]).toEqual([1, true]);
  });
});
