/** Report and trackers: what is asked for, of which runs, and what was written. */
import { flushPromises } from '@vue/test-utils';
import { afterEach, describe, expect, it } from 'vitest';
import { AppError } from '../../../src/shared/errors';
import { FakeClient } from '../fixtures/fake-client';
import { mountAt } from '../fixtures/mount-view';
import { finishedAnswers } from '../fixtures/sample-answers';
import { sampleInfo } from '../fixtures/sample-data';

afterEach(() => {
  document.body.innerHTML = '';
});

function clientOn(): FakeClient {
  return new FakeClient({
    ...finishedAnswers(),
    'app/info': () => ({ ...sampleInfo, host: 'desktop' }),
    'folder/choose': () => ({ path: '/home/ada/out' }),
    'report/write': () => ({ folder: '/home/ada/out', files: ['/home/ada/out/demo-1.html'] }),
    'tracker/export': () => ({ folder: '/home/ada/out', files: ['/home/ada/out/mlruns/1/2'] }),
  });
}

/** Dialogs are appended to the page's body. */
function inPage(testId: string): HTMLElement {
  const found = document.querySelector<HTMLElement>(`[data-testid="${testId}"]`);
  if (found === null) throw new Error(`There is no ${testId} on the page.`);
  return found;
}

async function click(testId: string): Promise<void> {
  inPage(testId).click();
  await flushPromises();
}

describe('report and trackers', () => {
  it('writes a report of one run into the chosen folder, and names the file', async () => {
    const client = clientOn();
    await mountAt('/runs/demo-ft-1', client);
    await click('open-hand-on');
    await click('hand-on');
    const asked = client.asked.filter(({ name }) => name === 'report/write');
    expect(asked.map(({ input }) => input)).toEqual([{ runIds: ['demo-ft-1'], to: '/home/ada/out' }]);
    expect(inPage('hand-on-written').textContent).toContain('/home/ada/out/demo-1.html');
  });

  it('writes every run of an experiment for another tracker', async () => {
    const client = clientOn();
    await mountAt('/experiments/demo-1', client);
    await click('open-hand-on');
    await click('hand-on-mlflow');
    await click('hand-on');
    const [asked] = client.asked.filter(({ name }) => name === 'tracker/export');
    expect(asked?.input).toEqual({ tracker: 'mlflow', runIds: ['demo-ft-1', 'demo-cored-1'], to: '/home/ada/out' });
    expect(inPage('hand-on-written').textContent).toContain('mlruns');
  });

  it('writes nothing where the choice of a folder was cancelled, and says why something could not be written', async () => {
    const client = clientOn();
    client.answers['folder/choose'] = () => ({ path: null });
    await mountAt('/runs/demo-ft-1', client);
    await click('open-hand-on');
    await click('hand-on');
    expect(client.countOf('report/write')).toBe(0);
    client.answers['folder/choose'] = () => ({ path: '/root' });
    client.answers['report/write'] = () => {
      throw new AppError('not-permitted', 'The report cannot be written to "/root".');
    };
    await click('hand-on');
    expect(document.querySelector('[data-testid="hand-on-written"]')).toBe(null);
    expect(document.body.textContent).toContain('The report cannot be written to "/root".');
  });
});
