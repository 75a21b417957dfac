/** `comparison/render`: the comparison's table as text. */
import { renderTable } from '../../core/comparison/render-table';
import { compare } from './comparison-get';
import type { Handler } from './handler';

export const comparisonRender: Handler<'comparison/render'> = async ({ runIds, format }, context) => ({
  text: renderTable(await compare(runIds, context), format),
});
