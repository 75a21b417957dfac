/** Which video a frame belongs to, read from its file's name or folder. */

import { classWord } from '../class-words';
import type { VideoRule } from './video-rules';

/**
 * file: a frame as the score files name it, such as `val/fake/id0_0001.png` or `val/fake/id0/0001.png`.
 * The video of both is `val/fake/id0`: the part of the name before the last `_` or `-` and a frame number, or the parent
 * folder below real/fake, whatever people call those. A frame that the rule says nothing about is a video of its own.
 */
export function videoOfFrame(file: string, rule: VideoRule): string {
  return toldVideo(file, rule) ?? aloneVideo(file);
}

/** The same; null for a frame that the rule says nothing about. */
export function toldVideo(file: string, rule: VideoRule): string | null {
  const { folders, stem } = partsOf(file);
  const byName = (pattern: RegExp) => {
    const video = pattern.exec(stem)?.groups?.['video'];
    return video === undefined ? null : [...folders, video].join('/');
  };
  const folder = folders.at(-1);
  const isClassFolder = folder === undefined || folder === '' || classWord(folder) !== null;
  const byFolder = isClassFolder ? null : folders.join('/');

  switch (rule) {
    case 'name-or-folder':
      return byName(patterns.name) ?? byFolder;
    case 'name':
    case 'two-numbers':
    case 'number-first':
    case 'first-part':
      return byName(patterns[rule]);
    case 'folder':
      return byFolder;
    case 'listed':
    case 'none':
      return null;
  }
}

const patterns = {
  name: /^(?<video>.+)[_-]\d+$/,
  'two-numbers': /^(?<video>.+)[_-]\d+[_-]\d+$/,
  'number-first': /^\d+[_-](?<video>.*[a-z].*)$/i,
  'first-part': /^(?<video>[^_-]+)[_-].+$/,
} as const;

function aloneVideo(file: string): string {
  const { folders, stem } = partsOf(file);
  return [...folders, stem].join('/');
}

function partsOf(file: string): { folders: string[]; stem: string } {
  const folders = file.replaceAll('\\', '/').split('/');
  const stem = (folders.pop() ?? '').replace(/\.[^.]*$/, '');
  return { folders, stem };
}
