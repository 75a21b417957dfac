/** The transport of the desktop window: calls through the preload bridge, `window.cored`. */
import { decode, encode } from '../../shared/codec';
import { pushes } from '../../shared/contract';
import { Outcome, valueOf, type Bridge } from '../../shared/wire';
import type { Transport } from './transport';

export function bridgeTransport(bridge: Bridge): Transport {
  const listeners = new Set<(name: string, payload: unknown) => void>();
  const stops = Object.keys(pushes).map((name) =>
    bridge.on(name, (bytes) => {
      const payload = decode(bytes);
      for (const listener of listeners) listener(name, payload);
    }),
  );
  return {
    // The window and its host live and die together.
    state: 'open',
    call: async (name, input) => valueOf(Outcome.parse(decode(await bridge.call(name, encode(input))))),
    onPush: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    onState: () => () => undefined,
    close: () => {
      for (const stop of stops) stop();
    },
  };
}
