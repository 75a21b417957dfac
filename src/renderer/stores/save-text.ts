/** Hands a text to the person as a file: the browser's download, the window's save dialog. */

export function saveText(fileName: string, text: string): void {
  const address = URL.createObjectURL(new Blob([text], { type: 'text/plain' }));
  const link = document.createElement('a');
  link.href = address;
  link.download = fileName.replace(/[^\p{L}\p{N} ._-]+/gu, '-');
  link.click();
  URL.revokeObjectURL(address);
}
