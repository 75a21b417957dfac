/** Puts text on the clipboard; where the browser's own way is refused, the older one is tried. */
import { AppError } from '../../../shared/errors';

export async function copyText(text: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
  } catch (refused) {
    if (!copyBySelection(text)) {
      throw new AppError(
        'not-permitted',
        'The clipboard refused the table. Allow this page to use it, or export the table to a folder instead.',
        { cause: refused },
      );
    }
  }
}

function copyBySelection(text: string): boolean {
  const area = document.createElement('textarea');
  area.value = text;
  area.className = 'only-read';
  document.body.append(area);
  area.select();
  // Deprecated, and still the only way where the clipboard's permission is denied.
  const isCopied = document.execCommand('copy');
  area.remove();
  return isCopied;
}
