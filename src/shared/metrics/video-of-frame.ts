/** Which video a frame belongs to, read from its file's name or folder. */

import { classWord } from '../class-words';

/** `name-or-folder` takes the folder where the name has no frame number; `none` makes every frame its own video. */
export const videoRules = ['name-or-folder', 'name', 'folder', 'none'] as const;
export type VideoRule = (typeof videoRules)[number];

/**
 * file: a frame as the score files name it, such as `val/fake/id0_0001.png` or `val/fake/id0/0001.png`.
 * The video of both is `val/fake/id0`: the part of the name before the last `_` or `-` and a frame number, or the parent
 * folder below real/fake, whatever people call those. A frame that the rule says nothing about is a video of its own.
 */
export function videoOfFrame(file: string, rule: VideoRule): string {
  const parts = file.replaceAll('\\', '/').split('/');
  const stem = (parts.pop() ?? '').replace(/\.[^.]*$/, '');
  const alone = [...parts, stem].join('/');
  const named = /^(?<video>.+)[_-]\d+$/.exec(stem)?.groups?.['video'];
  const byName = named === undefined ? null : [...parts, named].join('/');
  const folder = parts.at(-1);
  const isClassFolder = folder === undefined || folder === '' || classWord(folder) !== null;
  const byFolder = isClassFolder ? null : parts.join('/');

  switch (rule) {
    case 'name-or-folder':
      return byName ?? byFolder ?? alone;
    case 'name':
      return byName ?? alone;
    case 'folder':
      return byFolder ?? alone;
    case 'none':
      return alone;
  }
}
