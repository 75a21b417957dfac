/** Weights together with the network that they belong to, and what every file format has to be able to do with them. */
import type { Weights } from '../../core/weights/weights';
import type { ExportOptions, WeightsAccount, WeightsFormat, WeightsReading } from '../../shared/weights';
import type { HalfType } from './torch/float-values';

export interface ModelWeights {
  readonly networkId: string;
  /** Pixels; the side of the images that the network was built for. */
  readonly imageSize: number;
  /** In the network's own order. */
  readonly weights: Weights;
  /** By name, of those that a file had in half precision; the others are float32. */
  readonly halfTypes?: ReadonlyMap<string, HalfType> | undefined;
}

/** What a file alone does not settle. */
export interface ReadOptions extends WeightsReading {
  /** Draws a last layer that the file does not have; absent: 0. */
  readonly seed?: number | undefined;
  /** Absolute real paths: where links may lead; null or absent: everywhere. */
  readonly within?: readonly string[] | null | undefined;
}

export interface ReadModel extends ModelWeights {
  /** Absent where a format is ours alone, and nothing has to be said. */
  readonly account?: WeightsAccount;
}

export interface ModelFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}

export interface WrittenFormat {
  /**
   * The files of the model, the one that `read` takes last. `metadata` (a run's id, a stage) are kept as they are.
   * `options` are the defaults where a format has no such choice. Equal input gives equal bytes.
   */
  files(
    model: ModelWeights,
    name: string,
    metadata: Readonly<Record<string, string>>,
    options: ExportOptions,
  ): readonly ModelFile[] | Promise<readonly ModelFile[]>;
}

/** A format that is read back. */
export interface ModelFormat extends WrittenFormat {
  readonly id: WeightsFormat;
  /** Whether a file of this name is one that `read` takes. */
  isModelFile(fileName: string): boolean;
  /** Throws `damaged` for a file that is not whole, `bad-input` for one that does not fit its network. */
  read(path: string, options?: ReadOptions): Promise<ReadModel>;
}
