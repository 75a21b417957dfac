/** Plain tables. */
import { markup, type Markup } from '../../shared/figures/markup';

export interface PlainTable {
  readonly caption?: string;
  readonly head: readonly string[];
  /** The first cell of each names it. */
  readonly rows: readonly (readonly (string | Markup)[])[];
  /** From which column on cells are numbers; absent: none. */
  readonly numbersFrom?: number;
}

export function table({ caption = '', head, rows, numbersFrom = Infinity }: PlainTable): Markup {
  const kind = (column: number) => (column >= numbersFrom ? 'number' : '');
  return markup`<div class="scroll" role="region" aria-label="Table" tabindex="0">
    <table>
      ${caption === '' ? [] : [markup`<caption>${caption}</caption>`]}
      <thead>
        <tr>
          ${head.map((text, column) => markup`<th scope="col" class="${kind(column)}">${text}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${rows.map(
          (cells) =>
            markup`<tr>
              ${cells.map((cell, column) => (column === 0 ? markup`<th scope="row">${cell}</th>` : markup`<td class="${kind(column)}">${cell}</td>`))}
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}
