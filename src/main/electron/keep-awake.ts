/** Keeps the machine from falling asleep by itself, and lets it again. The screen may go dark. */
import { powerSaveBlocker } from 'electron';

export class KeepAwake {
  private blocker: number | null = null;

  set(isWanted: boolean): void {
    if (isWanted === (this.blocker !== null)) return;
    if (this.blocker === null) {
      this.blocker = powerSaveBlocker.start('prevent-app-suspension');
    } else {
      powerSaveBlocker.stop(this.blocker);
      this.blocker = null;
    }
  }
}
