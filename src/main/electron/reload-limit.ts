/** How often a page that ends by itself is loaded again: a page that ends at every start would be loaded for ever. */

const mostReloads = 3;
const withinMs = 60_000;

export class ReloadLimit {
  private allowedAtMs: number[] = [];

  /** False when the page was loaded again three times within the last minute. */
  allow(nowMs: number): boolean {
    this.allowedAtMs = this.allowedAtMs.filter((atMs) => nowMs - atMs < withinMs);
    if (this.allowedAtMs.length >= mostReloads) return false;
    this.allowedAtMs.push(nowMs);
    return true;
  }

  /** A person asked for it: counted from the start. */
  reset(): void {
    this.allowedAtMs = [];
  }
}
