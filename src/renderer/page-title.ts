/** The window's title: what is shown, then the workbench. */
export function setTitle(title: string): void {
  document.title = `${title} · CoReD Workbench`;
}
