/** One client's way out: results always go, progress waits for a slow client and only its newest state is kept. */

/** The part of a websocket that is needed. */
export interface OutletSocket {
  readonly bufferedAmount: number;
  send(bytes: Uint8Array, done: (error?: Error) => void): void;
  terminate(): void;
}

export interface Outlet {
  /** Never dropped. */
  send(bytes: Uint8Array): void;
  /** Sent when the client keeps up; else kept until it does, unless another one of the same key comes before. */
  sendDroppable(key: string, bytes: Uint8Array): void;
}

/** Bytes on their way above which progress has to wait. */
const slowBytes = 1 << 20;
/** Above this the client is taken for dead; it may connect again and ask for everything. */
const deadBytes = 1 << 28;

export function createOutlet(socket: OutletSocket): Outlet {
  const waiting = new Map<string, Uint8Array>();

  const send = (bytes: Uint8Array): void => {
    if (socket.bufferedAmount > deadBytes) {
      waiting.clear();
      socket.terminate();
      return;
    }
    socket.send(bytes, (error) => {
      // A connection that broke says so by its close event; what waits would go nowhere.
      if (error) waiting.clear();
      else sendWaiting();
    });
  };

  const sendWaiting = (): void => {
    for (const [key, bytes] of waiting) {
      if (socket.bufferedAmount > slowBytes) return;
      waiting.delete(key);
      send(bytes);
    }
  };

  return {
    send,
    sendDroppable: (key, bytes) => {
      waiting.delete(key); // the newest goes last
      waiting.set(key, bytes);
      sendWaiting();
    },
  };
}
