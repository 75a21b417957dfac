/** How the contract is used: what every client looks like, whichever transport it uses, and which names are calls and pushes. */
import {
  calls,
  pushes,
  type CallInput,
  type CallName,
  type CallOutput,
  type PushName,
  type PushPayload,
} from './contract';

export interface Client {
  /** Rejects with an AppError. */
  call<Name extends CallName>(name: Name, input: CallInput<Name>): Promise<CallOutput<Name>>;
  /** Returns the function that stops listening. */
  on<Name extends PushName>(name: Name, listener: (payload: PushPayload<Name>) => void): () => void;
}

export function isCallName(name: string): name is CallName {
  return Object.hasOwn(calls, name);
}

export function isPushName(name: string): name is PushName {
  return Object.hasOwn(pushes, name);
}
