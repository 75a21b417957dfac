/** What a recording needs of the backend that it was made on. */
import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import type * as tf from '@tensorflow/tfjs-core';

/** Shape and kind of an input or a result, and where it lies. */
export interface Place {
  readonly shape: readonly number[];
  readonly dtype: tf.DataType;
  readonly buffer: GPUBuffer;
}

export interface HostedRecording {
  /** On the device, beside what all recordings share. */
  readonly bytes: number;
  resultBuffers(): readonly GPUBuffer[];
}

export interface RecordingHost extends WebGPUBackend {
  /** Hands over what was computed so far. */
  submitRecorded(): void;
  /** A new tensor in a buffer that is somebody else's. */
  tensorIn(place: Place): tf.Tensor;
  /** A new tensor with its own copy of what a buffer will hold when the encoder's commands have run. */
  copyOf(place: Place, encoder: GPUCommandEncoder): tf.Tensor;
  /** Whether a recording leaves a result there. */
  isResult(buffer: GPUBuffer): boolean;
  forget(recording: HostedRecording): void;
}
