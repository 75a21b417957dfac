/** An AUC matrix as a table whose cells are shaded: 0.5 is chance, 1 is perfect. */
import { formatScore } from '../../shared/format';
import type { AucMatrix } from '../../shared/metrics/auc-matrix';
import { markup, type Markup } from './markup';

interface ShownMatrix {
  readonly caption: string;
  readonly chain: readonly string[];
  /** matrix[i][j] = AUC on task j after stage i + 1. */
  readonly matrix: AucMatrix;
  readonly beforeTraining: readonly (number | null)[];
}

export function matrixTable({ caption, chain, matrix, beforeTraining }: ShownMatrix): Markup {
  const rows = chain.map((task, index) => matrixRow(`after stage ${index + 1}, ${task}`, matrix[index] ?? [], index));
  return markup`<div class="scroll" role="region" aria-label="Table" tabindex="0">
    <table class="matrix">
      <caption>${caption}</caption>
      <thead>
        <tr>
          <th scope="col">after \\ on</th>
          ${chain.map((task) => markup`<th scope="col">${task}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${[matrixRow('before training', beforeTraining, -1), ...rows]}
      </tbody>
    </table>
  </div>`;
}

/** `own`: the column of the stage's own task. */
function matrixRow(label: string, aucs: readonly (number | null)[], own: number): Markup {
  return markup`<tr>
    <th scope="row">${label}</th>
    ${aucs.map((auc, column) => matrixCell(auc, column === own))}
  </tr> `;
}

function matrixCell(auc: number | null, isOwn: boolean): Markup {
  if (auc === null) return markup`<td class="none">–</td>`;
  const heat = heatPercent(auc);
  const classes = [...(isOwn ? ['own'] : []), `light-${textOn('light', heat)}`, `dark-${textOn('dark', heat)}`];
  return markup`<td class="${classes.join(' ')}" style="--heat: ${heat}%" title="${String(auc)}">${formatScore(auc)}</td>`;
}

/** Of the way from chance to perfect; below chance counts as chance. */
function heatPercent(auc: number): number {
  return Math.round(Math.min(1, Math.max(0, (auc - 0.5) * 2)) * mostHeat);
}

export const mostHeat = 92;

/** The one that stands out from the ground by at least 4.5 to 1. */
export function textOn(theme: 'light' | 'dark', heat: number): 'black' | 'white' {
  if (theme === 'light') return heat < 79 ? 'black' : 'white';
  return heat < 68 ? 'white' : 'black';
}
