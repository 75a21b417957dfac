/** Titles of windows and tabs. */
import { expect, it } from 'vitest';
import { folderName, windowTitle } from '../../src/shared/window-title';

it('names what is shown, the workspace and the program', () => {
  expect(windowTitle('Runs', '/home/ada/faces')).toBe('Runs · faces · CoReD Workbench');
});

it('leaves out what is not known yet', () => {
  expect(windowTitle('Runs', null)).toBe('Runs · CoReD Workbench');
  expect(windowTitle(null, '/home/ada/faces')).toBe('faces · CoReD Workbench');
});

it('reads the last name of a path, of Windows too', () => {
  expect(folderName('/home/ada/faces/')).toBe('faces');
  expect(folderName('C:\\Users\\Ada\\faces')).toBe('faces');
  expect(folderName('/')).toBe('/');
});
