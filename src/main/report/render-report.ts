/** A report as one HTML file: no script, nothing to fetch; every figure is SVG, every number a text. */
import { formatCount } from '../../shared/format';
import { matrixMetrics, scoreMetrics } from '../../shared/metrics';
import { markup, nothing, type Markup } from '../../shared/figures/markup';
import type { ReportContent } from './report-content';
import { keptSection } from './sections/kept-section';
import { originSection } from './sections/origin-section';
import { recipeSection } from './sections/recipe-section';
import { resultsSection } from './sections/results-section';
import { runSection } from './sections/run-section';
import { style } from './style';

export function renderReport(content: ReportContent): string {
  const { title, comparison, runs } = content;
  const parts = [
    { id: 'results', label: 'Results' },
    ...(comparison.chain.length > 1 ? [{ id: 'kept', label: 'What is left of each task' }] : []),
    { id: 'recipes', label: 'Recipes' },
    { id: 'origin', label: 'Data, seeds, environment' },
    { id: 'measures', label: 'Measures' },
    { id: 'runs', label: 'Runs, one by one' },
  ];
  return markup`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'" />
        <title>${title}</title>
        <style>
          ${style}
        </style>
      </head>
      <body>
        <main>
          <header>
            <h1>${title}</h1>
            <p>${subtitle(content)}</p>
            <p class="soft">
              Made with CoReD Workbench ${content.version}, ${content.madeAt.slice(0, 16).replace('T', ' ')} UTC.
            </p>
            <nav aria-label="Contents">
              <ul>
                ${parts.map(({ id, label }) => markup`<li><a href="#${id}">${label}</a></li>`)}
              </ul>
            </nav>
          </header>
          ${resultsSection(content)} ${keptSection(content)} ${recipeSection(content)} ${originSection(content)}
          ${measures()}
          <h2 id="runs">Runs, one by one</h2>
          ${runs.length < 2 ? nothing : runList(content)}
          ${runs.map(runSection)}
        </main>
      </body>
    </html> `.text;
}

function subtitle({ comparison: { rows, reportedSplit }, runs }: ReportContent): string {
  const chains = new Set(rows.map(({ chain }) => chain.join(' → ')));
  const seeds = new Set(runs.map(({ detail }) => detail.summary.seed)).size;
  const counts = [formatCount(rows.length, 'recipe'), formatCount(seeds, 'seed'), formatCount(runs.length, 'run')];
  return [
    `${counts.join(', ')}.`,
    ...[...chains].map((chain) => `Chain: ${chain}.`),
    ...(reportedSplit === null ? [] : [`Scored on ${reportedSplit}.`]),
  ].join(' ');
}

function measures(): Markup {
  return markup`<section id="measures">
    <h2>Measures</h2>
    <dl>
      ${[...scoreMetrics, ...matrixMetrics].map(
        ({ label, meaning, better }) =>
          markup`<dt>${label}</dt>
            <dd>${meaning} (${better} is better)</dd>`,
      )}
    </dl>
  </section>`;
}

function runList({ runs }: ReportContent): Markup {
  return markup`<nav aria-label="Runs"><ul>${runs.map(
    ({ detail: { summary } }) => markup`<li><a href="#run-${summary.id}">${summary.name}</a></li>`,
  )}</ul></nav>`;
}
