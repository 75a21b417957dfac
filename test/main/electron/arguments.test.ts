/** What the desktop window was started with. */
import { resolve } from 'node:path';
import { expect, it } from 'vitest';
import { windowArguments } from '../../../src/main/electron/arguments';

it('reads the workspace after the program folder, and among switches of Chromium', () => {
  const argv = ['electron', '/program', '--no-sandbox', '--announce', '--workspace', 'here', '--demo'];
  expect(windowArguments(argv, false)).toEqual({ workspace: resolve('here'), demo: true, announce: true });
});

it('reads the arguments of a packaged program, which has no folder among them', () => {
  expect(windowArguments(['workbench', '--workspace=/w'], true)).toEqual({
    workspace: '/w',
    demo: false,
    announce: false,
  });
});

it('has a workspace when it is opened from its icon', () => {
  expect(windowArguments(['workbench'], true).workspace).toMatch(/cored-workbench$/);
  expect(windowArguments(['workbench', '--workspace'], true).workspace).toMatch(/cored-workbench$/);
});
