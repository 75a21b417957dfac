/** The menu of the right mouse button: what can be done with the text or the link under it. */
import { clipboard, Menu, type BrowserWindow, type ContextMenuParams, type MenuItemConstructorOptions } from 'electron';

type Clicked = Pick<ContextMenuParams, 'isEditable' | 'editFlags' | 'selectionText' | 'linkURL' | 'x' | 'y'>;

interface Actions {
  copyText(text: string): void;
  /** Null where nobody asked for the developer tools. */
  readonly inspect: ((x: number, y: number) => void) | null;
}

export function addContextMenu(window: BrowserWindow, { hasDevTools }: { hasDevTools: boolean }): void {
  const contents = window.webContents;
  const actions: Actions = {
    copyText: (text) => clipboard.writeText(text),
    inspect: hasDevTools ? (x, y) => contents.inspectElement(x, y) : null,
  };
  contents.on('context-menu', (_, clicked) => {
    const items = contextMenuItems(clicked, actions);
    if (items.length > 0) Menu.buildFromTemplate(items).popup({ window });
  });
}

export function contextMenuItems(clicked: Clicked, { copyText, inspect }: Actions): MenuItemConstructorOptions[] {
  const parts = [
    textItems(clicked),
    // An address of the interface itself leads nowhere outside of this window.
    isOutside(clicked.linkURL) ? [{ label: 'Copy address', click: () => copyText(clicked.linkURL) }] : [],
    inspect === null ? [] : [{ label: 'Inspect', click: () => inspect(clicked.x, clicked.y) }],
  ].filter((items) => items.length > 0);
  return parts.flatMap((items, place) => (place === 0 ? items : [{ type: 'separator' as const }, ...items]));
}

function textItems({ isEditable, editFlags, selectionText }: Clicked): MenuItemConstructorOptions[] {
  if (isEditable) {
    return [
      { role: 'cut', enabled: editFlags.canCut },
      { role: 'copy', enabled: editFlags.canCopy },
      { role: 'paste', enabled: editFlags.canPaste },
      { type: 'separator' },
      { role: 'selectAll', enabled: editFlags.canSelectAll },
    ];
  }
  return selectionText.trim() === '' ? [] : [{ role: 'copy' }];
}

function isOutside(url: string): boolean {
  return URL.canParse(url) && ['https:', 'http:', 'mailto:'].includes(new URL(url).protocol);
}
