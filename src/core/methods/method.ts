/**
 * What a method is: parameters, what it needs, and how it lives through a chain. docs/methods.md shows the life of one.
 *
 * For each task, in this order: `beforeTask` once; `trainsOn` and `prepare` whenever training of the task begins or goes on
 * from a checkpoint; the objective's functions at each batch and after each epoch; `afterTask` once, with the weights that
 * the task leaves behind. The state is saved after every epoch and at the start of every task.
 */
import type * as tf from '@tensorflow/tfjs-core';
import { z } from 'zod';
import type { Parameters } from '../../shared/field';
import type { LossTermInfo } from '../../shared/loss-term';
import type { MethodColour } from '../../shared/method-colour';
import type { PresetId } from '../../shared/recipe';
import type { ImageRefs } from '../images/image-refs';
import type { Objective } from './objective';
import type { MethodState } from './state';
import type { FinishedTask, TaskContext } from './task-context';

/** Facts that plans are made of: what a batch costs, what is held in memory, how long a task takes. */
export interface MethodNeeds {
  /** The teacher's outputs: a forward pass of the frozen network that the task began with, on every batch after the first task. */
  readonly teacherOutputs?: boolean;
  /** The teacher's weights: memory, and no pass. */
  readonly teacherWeights?: boolean;
  /** Training images of tasks before the current one. */
  readonly earlierImages?: boolean;
  /** Images that join each batch at most, beside the recipe's batch size. */
  readonly replayedImages?: number;
  /** Sets of numbers as large as the trainable weights that it holds: in its state, or while a batch is learnt. */
  readonly weightCopies?: number;
  /** Passes over the task's own training images after the task. */
  readonly passesAfterTask?: { readonly outputs?: number; readonly gradients?: number };
  /** The teacher is a network that has learnt nothing, drawn anew for each task, in the place of the one before it. */
  readonly teacherIsUntrained?: boolean;
}

interface MethodFacts {
  readonly id: string;
  readonly label: string;
  /** Of its dots and curves: one that no other method has. */
  readonly colour: MethodColour;
  /** One sentence: what it adds to the loss, and from where. */
  readonly summary: string;
  /** Of its loss, in the order in which they are added up; a task may compute fewer. */
  readonly terms: readonly LossTermInfo[];
  /** A sentence beside the loss curves: what is not plain from the terms' labels. */
  readonly lossHint?: string;
  /** What a row of its AUC matrix is, to be followed by the task's name; `after training on` unless given. */
  readonly rowHint?: string;
  /** What presets set, of these parameters and of the training's; absent: nothing. */
  readonly presets?: Readonly<Partial<Record<PresetId, Parameters>>>;
  /** What it is there for, where it stands beside a comparison without taking part: "upper bound". */
  readonly baseline?: string;
  /** The weights that a task's training starts from: those of the task before (unless given), or those that the run started from. */
  readonly startsFrom?: 'previous' | 'initial';
  /** Tasks whose val split selects the epoch: those seen so far (unless given), or the task alone. */
  readonly selectedBy?: 'seen' | 'own';
}

/** A method with its parameters, at work on one chain. */
export interface MethodAtWork {
  readonly state: MethodState;
  beforeTask(task: TaskContext): Promise<void>;
  /** The images that the task's training goes over in each epoch. */
  trainsOn(task: TaskContext): ImageRefs;
  prepare(task: TaskContext): Promise<Objective>;
  afterTask(task: FinishedTask): Promise<void>;
}

/** Tensors and JSON of a checkpoint; the method takes the tensors over. */
export interface StateToOpen {
  readonly tensors: Map<string, tf.Tensor>;
  readonly data: unknown;
}

export interface Method extends MethodFacts {
  readonly parameters: z.ZodObject;
  needs(parameters: Parameters): MethodNeeds;
  /** Length of `trainsOn` for the last of `counts`: training images of the tasks up to it. */
  countImages(parameters: Parameters, counts: readonly number[]): number;
  /** `saved`: null at the beginning of a chain. Throws a ZodError where the data are not the method's. */
  open(parameters: Parameters, saved: StateToOpen | null): MethodAtWork;
}

/** A method as its file writes it: functions get the parameters of its own schema, and its own state. */
export interface MethodDefinition<Schema extends z.ZodObject, Data> extends MethodFacts {
  readonly parameters: Schema;
  /** Absent: nothing. */
  readonly needs?: MethodNeeds | ((parameters: z.infer<Schema>) => MethodNeeds);
  /** Plain data of its state; `{}` has to parse, into those before the first task. */
  readonly data: z.ZodType<Data>;
  /** Absent: the task's own training images. */
  readonly trainsOn?: DataChoice<z.infer<Schema>, Data>;
  readonly beforeTask?: (parameters: z.infer<Schema>, task: TaskContext, state: MethodState<Data>) => Promise<void>;
  readonly prepare: (parameters: z.infer<Schema>, task: TaskContext, state: MethodState<Data>) => Promise<Objective>;
  readonly afterTask?: (parameters: z.infer<Schema>, task: FinishedTask, state: MethodState<Data>) => Promise<void>;
}

/** Which images a task's training goes over. */
export interface DataChoice<Parameters = unknown, Data = unknown> {
  images(parameters: Parameters, task: TaskContext, state: MethodState<Data>): ImageRefs;
  /** How many they are, before anything is trained; `counts`: training images of the tasks up to this one. */
  count(parameters: Parameters, counts: readonly number[]): number;
}

/** The task's own training images. */
const ownImages: DataChoice = {
  images: (_, task) => task.imagesOf(task.stage),
  count: (_, counts) => counts.at(-1) ?? 0,
};

/** For methods without plain data in their state. */
export function defineMethod<Schema extends z.ZodObject>(
  definition: Omit<MethodDefinition<Schema, unknown>, 'data'>,
): Method {
  return defineMethodWithData({ ...definition, data: z.unknown() });
}

export function defineMethodWithData<Schema extends z.ZodObject, Data>(
  definition: MethodDefinition<Schema, Data>,
): Method {
  const { needs = {}, data, trainsOn = ownImages, beforeTask, prepare, afterTask, ...facts } = definition;
  const parse = (parameters: Parameters) => definition.parameters.parse(parameters);
  return {
    ...facts,
    needs: (parameters) => (typeof needs === 'function' ? needs(parse(parameters)) : needs),
    countImages: (parameters, counts) => trainsOn.count(parse(parameters), counts),
    open(given, saved) {
      const parameters = parse(given);
      const state = { tensors: saved?.tensors ?? new Map<string, tf.Tensor>(), data: data.parse(saved?.data ?? {}) };
      return {
        state,
        beforeTask: async (task) => beforeTask?.(parameters, task, state),
        trainsOn: (task) => trainsOn.images(parameters, task, state),
        prepare: (task) => prepare(parameters, task, state),
        afterTask: async (task) => afterTask?.(parameters, task, state),
      };
    },
  };
}
