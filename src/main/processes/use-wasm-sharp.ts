/**
 * Preloaded (`--import`) where Electron runs as Node on Linux: makes sharp take its WebAssembly build, because its native one
 * brings a second GLib into the process (lovell/sharp#4522).
 */
import Module from 'node:module';

/** Node's own hook for CommonJS; `registerHooks`, which is public, is younger than the Node in Electron 33. */
interface CommonJsLoader {
  _resolveFilename(request: string, ...rest: unknown[]): string;
}

const loader = Module as unknown as CommonJsLoader;
const resolveFilename = loader._resolveFilename;

loader._resolveFilename = (request, ...rest) => {
  if (request.startsWith('@img/sharp-linux')) {
    throw Object.assign(new Error(`"${request}" is not used inside Electron.`), { code: 'MODULE_NOT_FOUND' });
  }
  return resolveFilename.call(loader, request, ...rest);
};
