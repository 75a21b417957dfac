/** How rows of channels are shared among the workgroups of a sum, and of the pass that follows it. */
import { lanesOf, type Lanes } from '../shaders/channel-lanes';

export interface RowParts {
  readonly rows: number;
  /** Channels by fours. */
  readonly blocks: number;
  readonly lanes: Lanes;
  /** Groups of channels that stand side by side in a workgroup. */
  readonly groups: number;
  readonly parts: number;
  readonly rowsOfPart: number;
  /** Rows of a workgroup of the pass that adds up the parts. Each of them does: there is to be more to do than that. */
  readonly rowsOfGroup: number;
}

/** A device that is to be busy needs about as many workgroups. */
const enoughWorkgroups = 512;
const mostParts = 128;
/** Of one invocation. */
const leastRows = 4;

/** By the shape alone: the order of sums follows from it. */
export function rowParts([batch = 0, height = 0, width = 0, channels = 0]: readonly number[]): RowParts {
  const rows = batch * height * width;
  const blocks = channels / 4;
  const lanes = lanesOf(blocks);
  const { across, down } = lanes;
  const groups = Math.ceil(blocks / across);
  const wished = Math.min(mostParts, Math.ceil(enoughWorkgroups / groups), Math.ceil(rows / (leastRows * down)));
  const rowsOfPart = down * Math.ceil(rows / wished / down);
  const parts = Math.ceil(rows / rowsOfPart);
  const perInvocation = Math.max(leastRows, 2 * Math.ceil(parts / down), Math.ceil(rows / down / 32_768));
  return { rows, blocks, lanes, groups, parts, rowsOfPart, rowsOfGroup: down * perInvocation };
}
