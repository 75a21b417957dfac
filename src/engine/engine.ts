/** What every engine says of itself and how it is opened; one file per engine, listed in engines.ts. */
import type { EngineId, Precision } from '../shared/recipe';

export interface EngineDefinition {
  readonly id: EngineId;
  readonly label: string;
  /** npm packages whose versions decide how fast it is; what was measured with others is measured again. */
  readonly packages?: readonly string[];
  /** Whether it can be had here. Cheap, and loads nothing into this process. */
  inspect(): Promise<EngineState>;
  /**
   * Loads it into this process and makes it tfjs's backend; a second call changes nothing.
   * Throws AppError('unavailable') that says why it does not start and what to do.
   */
  open(options?: OpenOptions): Promise<void>;
  /**
   * After `open` with precision `mixed`: why products are computed in float32 all the same, as the end of a sentence that
   * begins with the engine's name; null where they are mixed.
   */
  whyNotMixed(options?: OpenOptions): Promise<string | null>;
  /** After `open`: what computes in this process. Without it, the device as `inspect` names it. */
  describe?(): Promise<OpenedDevice>;
  /** After `open`: bytes of the largest tensor that the device takes. Without it, any that its memory holds. */
  largestTensor?(): Promise<number>;
}

export interface OpenOptions {
  /** Index into `EngineState.devices`; the first where absent. */
  readonly device?: number;
  /** `float32` where absent. One process computes in one of them: the first that it is opened with. */
  readonly precision?: Precision;
}

export interface EngineState {
  readonly available: boolean;
  /** The device when available; else exactly why not and what to do. The same at every look, as long as the machine is. */
  readonly detail: string;
  /** Names of the devices that it can compute on, by index; one, called as `detail` says, where absent. */
  readonly devices?: readonly string[];
  /** True for a GPU that is emulated on the processor; `auto` never takes it. */
  readonly isSoftware?: boolean;
}

export interface OpenedDevice {
  /** The device and the variant of the engine on it: "AMD EPYC 7763, 2 cores, relaxed SIMD". */
  readonly name: string;
  readonly isSoftware?: boolean;
  /** Bytes; absent where there is no limit but memory. */
  readonly largestTensor?: number;
}
