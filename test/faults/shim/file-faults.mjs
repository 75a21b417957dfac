/**
 * Loaded into a process of the program by NODE_OPTIONS=--import: lets its writes fail, kills it in the middle of one, or cuts its
 * power, which takes away what was not synced. CORED_FAULT says which (see fault.ts); every call that changes the disk counts.
 */
import { createRequire, syncBuiltinESMExports } from 'node:module';
import { basename } from 'node:path';
import { isMainThread } from 'node:worker_threads';
import { UnsyncedDisk } from './unsynced-disk.mjs';

const require = createRequire(import.meta.url);
const fs = require('node:fs');
const original = { ...fs, promises: { ...fs.promises } };
const fault = JSON.parse(process.env.CORED_FAULT ?? 'null');
const roles = { 'worker.js': 'worker', 'cli.js': 'workbench' };

// The thread of the heartbeat writes by the clock: its calls would come in another order each time.
if (fault !== null && isMainThread && roles[basename(process.argv[1] ?? '')] === fault.role) install();

function install() {
  let calls = 0;
  let isDone = false;
  const paths = new WeakMap();
  const disk = fault.kind === 'power cut' || fault.kind === 'power cut, names kept' ? new UnsyncedDisk(original) : null;

  /** Whether this call is the one. `half` writes the first half of what it was to write. */
  function strike(what, path, half) {
    calls += 1;
    note(`${calls}\t${what}\t${basename(String(path))}`);
    const isHere = fault.match === undefined ? calls === fault.at : matches(what, path);
    if (isDone || !isHere) return null;
    isDone = true;
    note(`struck\t${what}\t${path}`);
    switch (fault.kind) {
      case 'kill':
        half?.();
        return die();
      case 'power cut':
      case 'power cut, names kept':
        disk.cut(fault.kind === 'power cut, names kept');
        return die();
      case 'hang':
        Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
        return null;
      case 'short':
        half?.();
        return failure('ENOSPC', what);
      default:
        return failure(fault.kind, what);
    }
  }

  /** By the plainest calls: others call one another, and would count. */
  function put(path, flags, bytes) {
    const file = original.openSync(path, flags);
    original.writeSync(file, bytes);
    original.closeSync(file);
  }

  function note(line) {
    if (fault.record) put(fault.record, 'a', `${line}\n`);
  }

  let seen = 0;
  function matches(what, path) {
    if (!new RegExp(fault.match).test(`${what} ${path}`)) return false;
    seen += 1;
    return seen === fault.at;
  }

  function die() {
    process.kill(process.pid, 'SIGKILL');
    // The signal is on its way: nothing of what follows may happen.
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 10_000);
    return null;
  }

  function failure(code, what) {
    const text = { ENOSPC: 'no space left on device', EIO: 'i/o error' }[code];
    return Object.assign(new Error(`${code}: ${text}, ${what}`), {
      code,
      syscall: what,
      errno: code === 'EIO' ? -5 : -28,
    });
  }

  function halfOf(data, write) {
    return () => {
      const bytes = typeof data === 'string' ? Buffer.from(data) : data;
      if (ArrayBuffer.isView(bytes)) write(bytes.subarray(0, Math.floor(bytes.byteLength / 2)));
    };
  }

  // Files opened by promises: the prototype of their handles is only to be had from one of them.
  fs.promises.open = async (path, flags = 'r', mode) => {
    const makes = typeof flags === 'string' ? /[wax]/.test(flags) : (flags & original.constants.O_CREAT) !== 0;
    const isNew = makes && !original.existsSync(path);
    if (isNew) {
      const error = strike('open', path);
      if (error) throw error;
    }
    const handle = await original.promises.open(path, flags, mode);
    paths.set(handle, String(path));
    if (isNew) disk?.made(String(path));
    patchHandles(Object.getPrototypeOf(handle));
    return handle;
  };

  let arePatched = false;
  function patchHandles(prototype) {
    if (arePatched) return;
    arePatched = true;
    for (const name of ['write', 'writeFile', 'appendFile', 'truncate', 'sync', 'datasync']) {
      const before = prototype[name];
      prototype[name] = async function (...args) {
        const path = paths.get(this) ?? '';
        const isData = name.startsWith('write') || name === 'appendFile';
        const half = isData
          ? halfOf(Array.isArray(args[0]) ? Buffer.concat(args[0]) : args[0], (bytes) =>
              original.writeSync(this.fd, bytes),
            )
          : undefined;
        const error = strike(name, path, half);
        if (error) throw error;
        if (isData || name === 'truncate') disk?.writing(path);
        const result = await before.apply(this, args);
        if (name === 'sync' || name === 'datasync') disk?.synced(path);
        return result;
      };
    }
  }

  const changing = {
    writeFile: (path, data) => [path, halfOf(data, (bytes) => put(path, 'w', bytes))],
    appendFile: (path, data) => [path, halfOf(data, (bytes) => put(path, 'a', bytes))],
    rename: (from, to) => [to],
    link: (from, to) => [to],
    mkdir: (path) => [path],
  };
  for (const [name, of] of Object.entries(changing)) {
    fs.promises[name] = async (...args) => {
      const [path, half] = of(...args);
      const error = strike(name, path, half);
      if (error) throw error;
      const undo = disk?.before(name, args);
      const result = await original.promises[name](...args);
      undo?.();
      return result;
    };
  }
  fs.promises.rm = async (path, options) => {
    disk?.removing(String(path));
    return original.promises.rm(path, options);
  };
  for (const name of ['writeFileSync', 'appendFileSync', 'renameSync', 'mkdirSync']) {
    fs[name] = (...args) => {
      const error = strike(name, name === 'renameSync' ? args[1] : args[0]);
      if (error) throw error;
      return original[name](...args);
    };
  }
  syncBuiltinESMExports();
  if (fault.role === 'workbench') patchSqlite(strike, fault);
}

/** Statements that change the registry. SQLite's own calls are in its binary: a statement fails as a whole, as SQLite lets it. */
function patchSqlite(strike) {
  const Database = require('better-sqlite3');
  const prepare = Database.prototype.prepare;
  Database.prototype.prepare = function (sql) {
    const statement = prepare.call(this, sql);
    if (statement.readonly) return statement;
    for (const name of ['run', 'get', 'all']) {
      const before = statement[name].bind(statement);
      statement[name] = (...args) => {
        const error = strike(`sqlite ${sql.trim().split(/\s+/).slice(0, 3).join(' ')}`, 'registry.sqlite');
        if (error) {
          const code = error.code === 'EIO' ? 'SQLITE_IOERR_WRITE' : 'SQLITE_FULL';
          throw new Database.SqliteError(code === 'SQLITE_FULL' ? 'database or disk is full' : 'disk I/O error', code);
        }
        return before(...args);
      };
    }
    return statement;
  };
}
