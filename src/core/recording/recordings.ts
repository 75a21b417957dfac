/** The recordings of a training: by what they compute, made when they are first needed. */
import * as tf from '@tensorflow/tfjs-core';
import { recorderOf, type Recording, type RunOptions } from './recorder';

/** By name; null where there is none of it. */
export type Inputs = Readonly<Record<string, tf.Tensor | null>>;

export interface Computed<Facts> {
  readonly tensors: readonly tf.Tensor[];
  /** What the caller has to know beside the values; of the computation that was recorded. */
  readonly facts: Facts;
}

export interface Computation<Given extends Inputs, Facts> extends RunOptions {
  /** All that it depends on beside its inputs' values: equal keys, with inputs of equal shapes, compute alike. */
  readonly key: readonly unknown[];
  readonly inputs: Given;
  /** False: it is computed anew each time. */
  readonly isReplayable?: boolean;
  /** Of the inputs that there are. What else it reads has to live as long as the recording. Call inside tf.tidy. */
  readonly compute: (inputs: Given) => Computed<Facts>;
}

interface Known {
  readonly recording: Recording;
  readonly facts: unknown;
}

export class Recordings {
  private readonly known = new Map<string, Known>();
  private readonly numbers = new WeakMap<object, number>();
  private numbered = 0;

  /** Computes each time anew where the engine has no recorder. */
  run<Given extends Inputs, Facts>(computation: Computation<Given, Facts>): Computed<Facts> {
    const recorder = recorderOf(tf.backend());
    const { inputs, compute, isReplayable = true, ...options } = computation;
    if (!recorder || !isReplayable) return compute(inputs);
    const given = Object.values(inputs).filter((input) => input !== null);
    const shapes = Object.entries(inputs).map(([name, input]) => [name, input?.shape ?? null]);
    const name = JSON.stringify([...computation.key, shapes]);
    const known = this.current(name) ?? this.record(name, recorder, computation);
    // The facts are those that `compute` of the same key gave.
    return { tensors: known.recording.run(given, options), facts: known.facts as Facts };
  }

  /** A number for an object, so that it can be part of a key: another one for every object. */
  numberOf(object: object): number {
    const number = this.numbers.get(object) ?? this.numbered++;
    this.numbers.set(object, number);
    return number;
  }

  /** Those that there are, by their keys. */
  list(): ReadonlyMap<string, Recording> {
    return new Map([...this.known].map(([name, { recording }]) => [name, recording]));
  }

  /** Frees all of them; they are made again when they are needed. */
  clear(): void {
    for (const { recording } of this.known.values()) recording.dispose();
    this.known.clear();
  }

  private current(name: string): Known | null {
    const known = this.known.get(name);
    if (!known) return null;
    if (known.recording.isCurrent()) return known;
    known.recording.dispose();
    this.known.delete(name);
    return null;
  }

  private record<Given extends Inputs, Facts>(
    name: string,
    recorder: NonNullable<ReturnType<typeof recorderOf>>,
    { inputs, compute }: Computation<Given, Facts>,
  ): Known {
    const facts: Facts[] = [];
    const names = Object.keys(inputs).filter((one) => inputs[one] !== null);
    const given = names.flatMap((one) => inputs[one] ?? []);
    const recording = recorder.record(given, (standIns) => {
      const standing = Object.fromEntries(names.map((one, index) => [one, standIns[index]]));
      const computed = compute({ ...inputs, ...standing });
      facts.push(computed.facts);
      return computed.tensors;
    });
    const known = { recording, facts: facts[0] };
    this.known.set(name, known);
    return known;
  }
}
