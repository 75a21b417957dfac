/** A run's curves: the loss and its terms, and the AUC on each task after every epoch. */
import { epochsBefore } from '../../../shared/reading/run-summary';
import type { RunDetail } from '../../../shared/run';
import { seriesColour } from '../../../shared/figures/colours';
import type { FigureBand, FigureLine } from '../../../shared/figures/figure';
import { lineStyles } from '../../../shared/figures/line-style';
import { lineFigure } from '../figures/line-figure';
import type { Markup } from '../../../shared/figures/markup';

export function lossFigure(detail: RunDetail): Markup {
  const { summary, lossPoints } = detail;
  const ids = new Set(lossPoints.flatMap(({ losses }) => Object.keys(losses)));
  const known = summary.method.terms.filter(({ id }) => ids.has(id));
  const others = [...ids].filter((id) => id !== 'total' && !known.some((term) => term.id === id));
  const terms = [...known, ...others.map((id) => ({ id, label: id, unit: null, colour: 'series-8' as const }))];
  const lines: FigureLine[] = [
    { label: 'total', colour: 'var(--text, #1b2330)', values: lossPoints.map(({ losses }) => losses.total) },
    ...terms.map(({ id, label, unit, colour }) => ({
      label: unit === null ? label : `${label} [${unit}]`,
      colour: seriesColour(Number(colour.slice('series-'.length)) - 1),
      // Where one term is the whole loss its line would hide the total's.
      values: lossPoints.map(({ losses }) => (Object.keys(losses).length <= 2 ? null : (losses[id] ?? null))),
    })),
  ];
  const values = lines.flatMap((line) => line.values.filter((value) => value !== null));
  const [low, high] = [values.reduce((a, b) => Math.min(a, b), 0), values.reduce((a, b) => Math.max(a, b), 0)];
  return lineFigure({
    ...{ title: 'Loss', hint: 'Over the epochs of the chain.', xLabel: 'epoch', yLabel: 'loss', lines },
    x: lossPoints.map((point) => point.x),
    yRange: [low, high === low ? low + 1 : high * 1.04],
    ...axisOf(detail),
  });
}

export function aucFigure(detail: RunDetail): Markup {
  const { summary, aucPoints } = detail;
  const colours = summary.chain.map((_, index) => seriesColour(index));
  // With more tasks than colours, those of one colour differ in their dashes.
  const styles = lineStyles(colours);
  const lines = summary.chain.map((task, index): FigureLine => ({
    ...{ label: task, colour: colours[index] ?? '', dash: styles[index]?.dash ?? [] },
    ...(aucPoints.length < 12 && { shape: styles[index]?.shape ?? 'circle' }),
    values: aucPoints.map(({ aucs }) => aucs[task] ?? null),
  }));
  const lowest = Math.min(0.5, ...lines.flatMap(({ values }) => values.filter((value) => value !== null)));
  return lineFigure({
    ...{
      title: 'AUC on each task',
      hint: 'After every epoch, on the validation images.',
      xLabel: 'epoch',
      yLabel: 'AUC',
    },
    ...{ lines, x: aucPoints.map((point) => point.x), yRange: [Math.floor(lowest * 10) / 10, 1.02] },
    ...axisOf(detail),
  });
}

/** Epochs of the stages that the run trains, one band for each of their tasks. */
function axisOf({ stages }: RunDetail): { xRange: [number, number]; bands: FigureBand[]; hasXTicks: true } {
  const bands = stages
    .filter(({ epochs }) => epochs !== undefined)
    .map(({ stage, task, epochs = 0 }) => {
      const from = epochsBefore(stage, stages);
      return { from, to: from + epochs, label: task };
    });
  return { xRange: [0, bands.at(-1)?.to ?? 1], bands, hasXTicks: true };
}
