/** The menu of the right mouse button, by what lies under it. */
import { expect, it, vi } from 'vitest';
import { contextMenuItems } from '../../../src/main/electron/context-menu';

vi.mock('electron', () => ({}));

const editFlags = {
  canUndo: false,
  canRedo: false,
  canCut: false,
  canCopy: false,
  canPaste: true,
  canDelete: false,
  canSelectAll: true,
  canEditRichly: false,
};
const nothing = { isEditable: false, editFlags, selectionText: '', linkURL: '', x: 3, y: 4 };
const actions = { copyText: vi.fn(), inspect: null };
const shown = (clicked: Partial<typeof nothing>, given: Parameters<typeof contextMenuItems>[1] = actions) =>
  contextMenuItems({ ...nothing, ...clicked }, given).map(({ role, label, type, enabled }) =>
    type === 'separator' ? '-' : `${role ?? label}${enabled === false ? ' (off)' : ''}`,
  );

it('is not there where there is nothing to do', () => {
  expect(shown({})).toEqual([]);
  expect(shown({ selectionText: ' \n' })).toEqual([]);
  // Addresses of the interface itself lead nowhere outside.
  expect(shown({ linkURL: 'app://workbench/#/runs' })).toEqual([]);
});

it('edits a field', () => {
  expect(shown({ isEditable: true })).toEqual(['cut (off)', 'copy (off)', 'paste', '-', 'selectAll']);
  const selected = { ...editFlags, canCut: true, canCopy: true };
  expect(shown({ isEditable: true, editFlags: selected, selectionText: 'a' })).toContain('copy');
});

it('copies what is selected, and the address of a link to the outside', () => {
  const linkURL = 'https://doi.org/10.1145/3474085';
  expect(shown({ selectionText: '0.812', linkURL })).toEqual(['copy', '-', 'Copy address']);
  const [item] = contextMenuItems({ ...nothing, linkURL }, actions);
  item?.click?.(undefined as never, undefined, undefined as never);
  expect(actions.copyText.mock.calls).toEqual([[linkURL]]);
});

it('inspects the place where the developer tools are there', () => {
  const inspect = vi.fn();
  expect(shown({ selectionText: 'a' }, { ...actions, inspect })).toEqual(['copy', '-', 'Inspect']);
  const [item] = contextMenuItems(nothing, { ...actions, inspect });
  item?.click?.(undefined as never, undefined, undefined as never);
  expect(inspect.mock.calls).toEqual([[3, 4]]);
});
