/** The native dialog in which a person chooses a folder. */
import { BrowserWindow, dialog, type OpenDialogOptions } from 'electron';

/** Null when the person cancels. */
export async function chooseFolder(title: string): Promise<string | null> {
  const options: OpenDialogOptions = { title, properties: ['openDirectory', 'createDirectory'] };
  const window = BrowserWindow.getFocusedWindow() ?? BrowserWindow.getAllWindows()[0];
  const { filePaths } = await (window ? dialog.showOpenDialog(window, options) : dialog.showOpenDialog(options));
  return filePaths[0] ?? null;
}
