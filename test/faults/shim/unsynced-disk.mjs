/** What a power cut would take: bytes that were written and not synced, and names in folders that were not synced. */
import { dirname, join, resolve } from 'node:path';

export class UnsyncedDisk {
  /** By path: the length that the last sync made lasting. */
  #lengths = new Map();
  /** In the order in which they happened: `folder` makes it lasting when it is synced. */
  #names = [];
  #fs;
  #keptIn;
  #kept = 0;

  constructor(fs) {
    this.#fs = fs;
  }

  /** A file that was not there before. */
  made(path) {
    this.#names.push({
      folder: dirname(resolve(path)),
      path: resolve(path),
      undo: (at) => this.#fs.rmSync(at, { force: true }),
    });
    this.#lengths.set(resolve(path), 0);
  }

  writing(path) {
    const at = resolve(path);
    if (!this.#lengths.has(at)) this.#lengths.set(at, this.#fs.statSync(at).size);
  }

  /** A file: its bytes. A folder: the names in it. */
  synced(path) {
    const at = resolve(path);
    this.#lengths.delete(at);
    this.#names = this.#names.filter(({ folder }) => folder !== at);
  }

  /** Before a call that changes names; answers what is to be noted once it has succeeded. */
  before(name, [first, second]) {
    const fs = this.#fs;
    const path = resolve(String(name === 'rename' || name === 'link' ? second : first));
    const folder = dirname(path);
    if (name === 'rename') {
      const from = resolve(String(first));
      const old = fs.existsSync(path) && fs.statSync(path).isFile() ? this.#keep(path) : null;
      return () => {
        const length = this.#lengths.get(from);
        this.#lengths.delete(from);
        if (length === undefined) this.#lengths.delete(path);
        else this.#lengths.set(path, length);
        const undo = () => {
          fs.renameSync(path, from);
          if (old !== null) fs.linkSync(old, path);
        };
        this.#names.push({ folder, path, undo });
      };
    }
    if (fs.existsSync(path)) return () => undefined;
    if (name === 'mkdir') {
      // The first of several that are made.
      let top = path;
      while (!fs.existsSync(dirname(top))) top = dirname(top);
      return () =>
        this.#names.push({
          folder: dirname(top),
          path: top,
          undo: () => fs.rmSync(top, { recursive: true, force: true }),
        });
    }
    return () => this.made(path);
  }

  removing(path) {
    const at = resolve(path);
    if (!this.#fs.existsSync(at) || !this.#fs.statSync(at).isFile()) return;
    const kept = this.#keep(at);
    this.#names.push({
      folder: dirname(at),
      path: at,
      undo: () => this.#fs.existsSync(at) || this.#fs.linkSync(kept, at),
    });
  }

  /** Takes everything away that was not synced; with `keepsNames` the bytes alone, as where a folder reaches the disk before its files. */
  cut(keepsNames) {
    const fs = this.#fs;
    for (const [path, length] of this.#lengths) if (fs.existsSync(path)) fs.truncateSync(path, length);
    if (!keepsNames) for (const { path, undo } of this.#names.toReversed()) undo(path);
    if (this.#keptIn !== undefined) fs.rmSync(this.#keptIn, { recursive: true, force: true });
  }

  /** Beside the file's folder, because a name can only be kept on the same disk. */
  #keep(path) {
    this.#keptIn ??= this.#fs.mkdtempSync(join(process.env.CORED_FAULT_KEEP, 'kept-'));
    this.#kept += 1;
    const kept = join(this.#keptIn, String(this.#kept));
    this.#fs.linkSync(path, kept);
    return kept;
  }
}
