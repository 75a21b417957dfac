/** The native dialogs in which a person chooses a folder or a file. */
import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname } from 'node:path';
import { BrowserWindow, dialog, type OpenDialogOptions } from 'electron';
import type { DialogRequest, FileDialogRequest } from '../../shared/dialog';

/** Null when the person cancels. */
export function chooseFolder(request: DialogRequest): Promise<string | null> {
  return choose({ ...optionsOf(request), properties: ['openDirectory', 'createDirectory'] });
}

/** Null when the person cancels. */
export function chooseFile(request: FileDialogRequest): Promise<string | null> {
  const everything = { name: 'All files', extensions: ['*'] };
  return choose({ ...optionsOf(request), properties: ['openFile'], filters: [...request.filters, everything] });
}

function optionsOf({ title, from }: DialogRequest): OpenDialogOptions {
  // Without a folder GTK's dialog begins among recent files, where it takes no path that is typed.
  // macOS shows no title in a file dialog, but the message.
  return { title, message: title, defaultPath: nearestFolder(from ?? homedir()) };
}

/** A dialog that should begin in a folder that is gone would begin anywhere. */
function nearestFolder(path: string): string {
  return existsSync(path) || dirname(path) === path ? path : nearestFolder(dirname(path));
}

async function choose(options: OpenDialogOptions): Promise<string | null> {
  const window = BrowserWindow.getFocusedWindow() ?? BrowserWindow.getAllWindows()[0];
  const { filePaths } = await (window ? dialog.showOpenDialog(window, options) : dialog.showOpenDialog(options));
  return filePaths[0] ?? null;
}
