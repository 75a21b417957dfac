/** The client and the state of its connection, handed down through Vue so that stores and tests share one way in. */
import { inject, onScopeDispose, readonly, ref, watch, type InjectionKey, type Ref } from 'vue';
import type { Client } from '../../shared/client';
import type { PushName, PushPayload } from '../../shared/contract';
import { AppError } from '../../shared/errors';
import type { ConnectedClient, ConnectionState } from '../client/client';

export type ObservedClient = Omit<ConnectedClient, 'close'>;

export interface Connection {
  readonly client: Client;
  readonly state: Readonly<Ref<ConnectionState>>;
}

export const connectionKey: InjectionKey<Connection> = Symbol('connection');

export function trackConnection(client: ObservedClient): Connection {
  const state = ref(client.state);
  client.onState((next) => {
    state.value = next;
  });
  return { client, state: readonly(state) };
}

export function useConnection(): Connection {
  const connection = inject(connectionKey, null);
  if (!connection) throw new AppError('internal', 'No client was provided to the interface. Provide `connectionKey`.');
  return connection;
}

/** Calls back each time the connection stands again: pushes may have been missed, so what is shown is asked for anew. */
export function onReconnected(callback: () => void, { state } = useConnection()): void {
  watch(state, (now, before) => {
    if (now === 'open' && before === 'lost') callback();
  });
}

/** Listens until the component or store that asked is gone. */
export function usePush<Name extends PushName>(
  name: Name,
  listener: (payload: PushPayload<Name>) => void,
  { client } = useConnection(),
): void {
  onScopeDispose(client.on(name, listener));
}
