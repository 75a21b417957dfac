/** `comparison/render`: the comparison's table as text. */
import { renderTable } from '../../core/comparison/render-table';
import { compare } from './comparison-get';
import type { Handler } from './handler';

export const comparisonRender: Handler<'comparison/render'> = ({ runIds, format }, { registry }) => ({
  text: renderTable(compare(registry, runIds), format),
});
