/** A run's recipe for TensorBoard's page of hyperparameters: tensorboard/plugins/hparams/plugin_data.proto. */
import type { ParameterValue } from '../../../shared/field';
import { ProtobufMessage } from '../../../shared/protobuf-message';
import type { RunState } from '../../../shared/run';
import type { TrackedRun } from '../tracked-run';
import { pluginEvent } from './events';

const [succeeded, failed, running] = [1, 2, 3];

/** Its beginning and, once it has ended, its end. */
export function hyperparameterEvents({ summary, parameters, startedMs, endedMs }: TrackedRun): Uint8Array[] {
  const start = new ProtobufMessage();
  for (const [key, value] of Object.entries(parameters)) {
    start.message(1, new ProtobufMessage().text(1, key).message(2, valueMessage(value)));
  }
  start.text(4, summary.id).double(5, startedMs / 1000);
  const end = new ProtobufMessage().int(1, statusOf(summary.state));
  if (endedMs !== null) end.double(2, endedMs / 1000);
  return [
    event('_hparams_/session_start_info', startedMs, new ProtobufMessage().message(3, start)),
    event('_hparams_/session_end_info', endedMs ?? startedMs, new ProtobufMessage().message(4, end)),
  ];
}

function event(tag: string, timeMs: number, content: ProtobufMessage): Uint8Array {
  return pluginEvent(tag, { timeMs, step: 0 }, { name: 'hparams', content });
}

/** google.protobuf.Value. */
function valueMessage(value: ParameterValue): ProtobufMessage {
  const message = new ProtobufMessage();
  if (typeof value === 'number') return message.double(2, value);
  return typeof value === 'string' ? message.text(3, value) : message.int(4, Number(value));
}

function statusOf(state: RunState): number {
  if (state === 'complete') return succeeded;
  return state === 'failed' || state === 'stopped' || state === 'interrupted' ? failed : running;
}
