/** What `run` is given. */
import type { Parameters } from '../../shared/field';
import type { EngineWish, PresetId } from '../../shared/recipe';
import type { ClassOrder } from '../../shared/weights';
import type { WorkspaceOption } from './session';

export interface RunFlags extends WorkspaceOption {
  readonly file?: string;
  readonly template?: string;
  readonly data?: string;
  readonly chain?: string[];
  readonly method: string[];
  readonly network: string;
  readonly preset: PresetId;
  readonly epochs?: number;
  readonly seed: number[];
  readonly set: Parameters;
  /** `alpha=0.1,0.3` */
  readonly sweep: string[];
  readonly orders?: string;
  readonly engine: EngineWish;
  readonly devices?: number[];
  readonly weights?: string;
  readonly classes?: ClassOrder;
  readonly part?: string;
  readonly learnt?: string[];
  readonly name?: string;
  readonly retries?: number;
  readonly executor?: string;
  readonly plan: boolean;
  readonly detach: boolean;
}
