/** The built interface's files, listed once: what is not on the list is not served, so no path can lead outside. */
import { readdir, readFile } from 'node:fs/promises';
import { extname, join, relative, sep } from 'node:path';
import { AppError } from '../../shared/errors';

export interface RendererFile {
  readonly contentType: string;
  /** A name with a content hash: what it holds never changes. */
  readonly immutable: boolean;
  read(): Promise<Buffer>;
}

export interface RendererFiles {
  /** By the path of a URL, decoded or not (`/`, `/assets/index-3f9a.js`); null when there is no such file. */
  find(urlPath: string): RendererFile | null;
}

const contentTypes: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.woff': 'font/woff',
  '.wasm': 'application/wasm',
  '.txt': 'text/plain; charset=utf-8',
};

/** Throws `unavailable` when the interface has not been built. */
export async function listRendererFiles(folder: string): Promise<RendererFiles> {
  const files = new Map<string, RendererFile>();
  for (const path of await filesBelow(folder)) {
    const urlPath = `/${relative(folder, path).split(sep).join('/')}`;
    files.set(urlPath, {
      contentType: contentTypes[extname(path).toLowerCase()] ?? 'application/octet-stream',
      immutable: urlPath.startsWith('/assets/'),
      read: () => readFile(path),
    });
  }
  if (!files.has('/index.html')) {
    throw new AppError('unavailable', `The interface is not built: ${folder} has no index.html. Run "npm run build".`);
  }
  return { find: (urlPath) => files.get(decoded(urlPath) === '/' ? '/index.html' : decoded(urlPath)) ?? null };
}

/** Plain files only: a link could lead outside. */
async function filesBelow(folder: string): Promise<string[]> {
  try {
    const entries = await readdir(folder, { recursive: true, withFileTypes: true });
    return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  } catch (cause) {
    throw new AppError('unavailable', `The interface is not built: ${folder} cannot be read. Run "npm run build".`, {
      cause,
    });
  }
}

function decoded(urlPath: string): string {
  try {
    return decodeURIComponent(urlPath);
  } catch {
    return urlPath; // not an encoding of ours, hence on no list
  }
}
