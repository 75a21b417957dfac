/** Gives the focus back where it would be lost: a button that is disabled or a dialog that closes drops it. */

/** Remembers what has the focus now; call what is returned once it may be gone. */
export function rememberFocus(): () => void {
  const before = document.activeElement;
  return () => {
    const now = document.activeElement;
    const isLost = now === null || now === document.body || !now.isConnected || !now.checkVisibility();
    if (isLost && before instanceof HTMLElement && before.isConnected) before.focus();
  };
}
