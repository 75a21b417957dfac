/** What every engine says of itself and how it is opened; one file per engine, listed in engines.ts. */
import type { EngineId } from '../shared/recipe';

export interface EngineDefinition {
  readonly id: EngineId;
  readonly label: string;
  /** Whether it can be had here. Cheap, and loads nothing into this process. */
  inspect(): Promise<EngineState>;
  /**
   * Loads it into this process and makes it tfjs's backend; a second call changes nothing.
   * Throws AppError('unavailable') that says why it does not start and what to do.
   */
  open(): Promise<void>;
}

export interface EngineState {
  readonly available: boolean;
  /** The device when available; else exactly why not and what to do. */
  readonly detail: string;
  /** True for a GPU that is emulated on the processor: `auto` passes over it. */
  readonly isSoftware?: boolean;
}
