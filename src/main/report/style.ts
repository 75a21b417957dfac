/** The report's style sheet: it stands in the file, follows the reader's theme, and prints. */
import { colourVariables, dark, light } from '../../shared/figures/colours';
import { Markup } from '../../shared/figures/markup';

export const style = new Markup(`
:root { color-scheme: light dark; --bg: #f6f7f9; --panel: #ffffff; --line: #e3e6eb; --text: #1b2330; --soft: #55606f;
  --accent: #255973; ${colourVariables(light)} }
@media (prefers-color-scheme: dark) { :root { --bg: #14181e; --panel: #1b2129; --line: #2b333e; --text: #e4e9f0;
  --soft: #9ba7b6; --accent: #8cc7e0; ${colourVariables(dark)} } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--bg); color: var(--text); font: 14px/1.45 'Inter Variable', 'Segoe UI', system-ui, sans-serif; }
main { max-width: 1080px; margin: 0 auto; padding: 24px 20px 60px; }
h1 { margin: 0 0 2px; font-size: 26px; } h2 { margin: 30px 0 10px; font-size: 18px; } h3 { margin: 18px 0 6px; font-size: 14px; }
p { margin: 4px 0 8px; } a { color: var(--accent); } .soft, figcaption, caption { color: var(--soft); }
nav ul { display: flex; flex-wrap: wrap; gap: 4px 16px; margin: 10px 0 0; padding: 0; list-style: none; }
section, article { padding: 14px 18px; border: 1px solid var(--line); border-radius: 8px; background: var(--panel); }
section > h2, article > h3 { margin-top: 0; } section + section, article, section { margin-top: 14px; }
.scroll { overflow-x: auto; } .scroll + .scroll, p + .scroll, .pair + .scroll { margin-top: 16px; } table { border-collapse: collapse; font-variant-numeric: tabular-nums; font-size: 13px; }
caption { padding: 0 0 6px; text-align: left; } th, td { padding: 4px 10px; border-bottom: 1px solid var(--line); text-align: left; vertical-align: top; }
td.seeds { white-space: nowrap; } td.seeds { white-space: nowrap; } thead th { color: var(--soft); font-weight: 500; vertical-align: bottom; } tbody th { font-weight: 500; }
td.number, th.number { text-align: right; white-space: nowrap; } td.best { font-weight: 700; }
table.matrix { border-collapse: separate; border-spacing: 2px; } table.matrix th, table.matrix td { padding: 4px 5px; }
table.matrix td { min-width: 56px; border: 0; border-radius: 4px; text-align: center; vertical-align: middle;
  background: color-mix(in srgb, var(--heat-high) var(--heat), var(--heat-low)); }
table.matrix td.light-black { color: #000000; } table.matrix td.light-white { color: #ffffff; }
@media (prefers-color-scheme: dark) { table.matrix td.dark-black { color: #000000; } table.matrix td.dark-white { color: #ffffff; } }
table.matrix td.none { background: none; color: var(--soft); }
table.matrix td.own { outline: 2px solid var(--text); outline-offset: -2px; font-weight: 700; } table.matrix th { border: 0; }
figure { margin: 12px 0; } figcaption { margin-bottom: 4px; } svg { display: block; width: 100%; height: auto; }
svg text { fill: var(--soft, #55606f); font: 12px 'Inter Variable', 'Segoe UI', system-ui, sans-serif; }
.pair { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 440px), 1fr)); gap: 0 24px; }
details { margin: 4px 0; } summary { color: var(--accent); cursor: pointer; } pre { max-height: 320px; overflow: auto; padding: 8px 10px; border: 1px solid var(--line); border-radius: 6px; font-size: 12px; }
dl { display: grid; align-content: start; grid-template-columns: max-content 1fr; gap: 2px 16px; margin: 0; } dt { color: var(--soft); } dd { margin: 0; overflow-wrap: anywhere; }
code { font-family: ui-monospace, Menlo, Consolas, monospace; font-size: 12px; overflow-wrap: anywhere; }
@media print { body { background: none; } section, article { break-inside: avoid-page; border: 0; padding: 0; } details:not([open]) { display: none; } }
`);
