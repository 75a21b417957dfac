/** A report of a problem is shown before it can be saved, and the menu Help leads to it. */
import { afterEach, expect, it, vi } from 'vitest';
import { saveText } from '../../../src/renderer/stores/save-text';
import { FakeClient } from '../fixtures/fake-client';
import { mountAt } from '../fixtures/mount-view';
import { emptyAnswers } from '../fixtures/sample-answers';

vi.mock('../../../src/renderer/stores/save-text', () => ({ saveText: vi.fn() }));
afterEach(() => {
  document.body.innerHTML = '';
  vi.mocked(saveText).mockClear();
});

const report = { name: 'cored-report-2030.txt', text: 'Report of CoReD Workbench\n## Engines\nwasm: available' };
const client = () => new FakeClient({ ...emptyAnswers(), 'app/report': () => report });
const inPage = (id: string) => document.querySelector<HTMLElement>(`[data-testid="${id}"]`);

it('is shown first, and saved as a file on the next click', async () => {
  const { byId } = await mountAt('/engine', client());
  await byId('problem-report').trigger('click');
  await vi.waitFor(() => expect(document.body.textContent).toContain('wasm: available'));
  expect(saveText).not.toHaveBeenCalled();
  inPage('problem-report-save')?.click();
  expect(saveText).toHaveBeenCalledExactlyOnceWith(report.name, report.text);
});

it('is open where the menu led to it', async () => {
  await mountAt('/engine?card=report', client());
  await vi.waitFor(() => expect(document.body.textContent).toContain('wasm: available'));
});
