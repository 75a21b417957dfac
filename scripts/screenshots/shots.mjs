/** Every view and main dialog: its address, what is there when it is drawn, and how its dialog is opened. */

const byId = (id) => (page) => page.getByTestId(id).first().click();
/** The tools of a chart, opened. */
const byName = (name) => (page) => page.getByRole('button', { name }).first().click();

/** @returns {{ name: string, address: string, ready: string, open?: (page: import('playwright-core').Page) => Promise<void> }[]} */
export function shotsOf({ demo, shown, sweep, evaluation }) {
  const experiment = `/experiments/${shown.experiment.id}`;
  const run = `/runs/${shown.id}`;
  const idsOf = (runs) => runs.map(({ id }) => id).join(',');
  const addChain = async (page) => {
    for (const task of shown.chain) await page.getByTestId(`add-task-${task}`).click();
  };
  const chooseRuns = async (page) => {
    await page.getByTestId('all-runs-chosen').click();
  };
  return [
    { name: 'experiments', address: '/experiments', ready: 'table' },
    { name: 'new-experiment', address: '/experiments/new', ready: 'form', open: addChain },
    { name: 'again', address: `/experiments/new?run=${shown.id}`, ready: 'form' },
    { name: 'experiment', address: experiment, ready: '[data-testid="comparison-table"]' },
    { name: 'runs', address: '/runs', ready: '[data-row]' },
    { name: 'runs-grouped', address: '/runs?group=method', ready: '[data-testid="run-group"]' },
    { name: 'runs-chosen', address: '/runs', ready: '[data-row]', open: chooseRuns },
    { name: 'run', address: run, ready: '[data-testid="auc-matrix"]' },
    {
      name: 'images',
      address: `${run}/images`,
      ready: '[data-testid="image-grid"] img, [data-testid="image-grid"] canvas',
    },
    { name: 'comparison', address: `/compare?runs=${idsOf(demo)}`, ready: '[data-testid="comparison-table"]' },
    { name: 'sweep', address: `/compare?runs=${idsOf(sweep)}`, ready: '[data-testid="parallel-chart"]' },
    { name: 'datasets', address: '/datasets', ready: '[data-testid="dataset"]' },
    { name: 'prepare', address: '/datasets/prepare', ready: 'form' },
    { name: 'weights', address: '/weights', ready: '[data-row]' },
    { name: 'evaluate', address: '/evaluate', ready: 'form' },
    { name: 'evaluation', address: `/evaluate/${evaluation.id}`, ready: '[data-testid="evaluation-subject"]' },
    { name: 'evaluation-images', address: `/evaluate/${evaluation.id}/images`, ready: '[data-testid="image-grid"]' },
    { name: 'engine', address: '/engine', ready: '[data-testid="image-cache"]' },
    { name: 'not-found', address: '/nowhere', ready: '[data-testid="empty-state"]' },
    { name: 'dialog-go-to', address: '/runs', ready: '[data-row]', open: (page) => page.keyboard.press('Control+k') },
    { name: 'dialog-shortcuts', address: '/runs', ready: '[data-row]', open: (page) => page.keyboard.press('?') },
    { name: 'dialog-columns', address: '/runs', ready: '[data-row]', open: byId('columns-of-runs') },
    { name: 'dialog-views', address: '/runs', ready: '[data-row]', open: byId('saved-views') },
    { name: 'dialog-bin', address: '/runs', ready: '[data-row]', open: byId('open-bin') },
    { name: 'dialog-notes', address: run, ready: '[data-testid="auc-matrix"]', open: byName('Notes') },
    { name: 'dialog-hand-on', address: run, ready: '[data-testid="auc-matrix"]', open: byId('open-hand-on') },
    { name: 'dialog-folder', address: '/datasets', ready: '[data-testid="dataset"]', open: byId('add-dataset') },
    { name: 'dialog-mapping', address: '/datasets', ready: '[data-testid="dataset"]', open: byId('map-dataset') },
    { name: 'dialog-export', address: '/weights', ready: '[data-row]', open: byName(/^Export best/) },
    {
      ...{ name: 'dialog-image', address: `${run}/images`, ready: '[data-testid="image-grid"] button' },
      open: (page) => page.getByTestId('image-grid').getByRole('button').first().click(),
    },
    { name: 'chart-tools', address: run, ready: '[data-testid="auc-matrix"]', open: byName(/^Options: Loss/) },
  ];
}

/** What the README shows. */
export const readmeShots = [
  { name: 'run', theme: 'light' },
  { name: 'comparison', theme: 'dark' },
  { name: 'new-experiment', theme: 'light' },
  { name: 'images', theme: 'dark' },
];
