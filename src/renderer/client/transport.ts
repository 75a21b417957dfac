/** What carries calls and pushes between the interface and its host. */

/** 'connecting' until the first connection stands; 'lost' from a failure until it stands again. */
export type ConnectionState = 'connecting' | 'open' | 'lost';

export interface Transport {
  readonly state: ConnectionState;
  /** Rejects with an AppError: the call's own, or `unavailable` when the connection is lost. */
  call(name: string, input: unknown): Promise<unknown>;
  onPush(listener: (name: string, payload: unknown) => void): () => void;
  onState(listener: (state: ConnectionState) => void): () => void;
  close(): void;
}
