/** The interface's way to its host: typed calls and pushes over the preload bridge or a websocket, chosen once. */
import { isPushName, type Client } from '../../shared/client';
import {
  pushes,
  type CallInput,
  type CallName,
  type CallOutput,
  type PushName,
  type PushPayload,
} from '../../shared/contract';
import { parseAnswer } from '../../shared/packing/packings';
import { socketPath, type Bridge } from '../../shared/wire';
import { bridgeTransport } from './bridge-transport';
import { socketTransport } from './socket-transport';
import type { ConnectionState, Transport } from './transport';

export type { ConnectionState } from './transport';

export interface ConnectedClient extends Client {
  /** 'connecting' until the first connection stands; 'lost' from a failure until it stands again. */
  readonly state: ConnectionState;
  /** After 'lost', 'open' means that pushes may have been missed: ask again for what is shown. Returns the stop. */
  onState(listener: (state: ConnectionState) => void): () => void;
  close(): void;
}

declare global {
  interface Window {
    /** There in the desktop window alone. */
    readonly cored?: Bridge;
  }
}

export function connectClient(): ConnectedClient {
  if (window.cored) return clientOver(bridgeTransport(window.cored));
  const url = new URL(socketPath, window.location.href);
  url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
  return clientOver(socketTransport(url.href));
}

/** What arrives is checked against the contract: a result that does not fit rejects, a push that does not fit throws. */
export function clientOver(transport: Transport): ConnectedClient {
  return {
    get state() {
      return transport.state;
    },
    async call<Name extends CallName>(name: Name, input: CallInput<Name>): Promise<CallOutput<Name>> {
      return parseAnswer(name, await transport.call(name, input));
    },
    on<Name extends PushName>(name: Name, listener: (payload: PushPayload<Name>) => void): () => void {
      return transport.onPush((arrived, payload) => {
        if (arrived !== name || !isPushName(arrived)) return;
        listener(pushes[arrived].payload.parse(payload) as PushPayload<Name>);
      });
    },
    onState: (listener) => transport.onState(listener),
    close: () => transport.close(),
  };
}
