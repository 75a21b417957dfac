/** Lets tfjs-node's backend record, where the addon can make functions. */
import type * as tf from '@tensorflow/tfjs-core';
import type { Recorder } from '../../../core/recording/recorder';
import { isNodeBackend, canRecord } from './node-backend';
import { TensorflowRecording } from './tensorflow-recording';

/** npm's addons, and those that were set up by older versions, cannot: the backend stays as it is then. */
export function addRecorder(backend: tf.KernelBackend): void {
  if (!isNodeBackend(backend) || !canRecord(backend)) return;
  let made = 0;
  const record: Recorder['record'] = (inputs, compute) =>
    new TensorflowRecording(`cored_recording_${made++}`, backend, { inputs, compute });
  Reflect.set(backend, 'record', record);
}
