/** `cache`: how large the image cache is, and clearing it. */
import { formatBytes, formatCount } from '../../../shared/format';
import type { ImageCacheInfo } from '../../../shared/image-cache';
import type { CommandSurroundings } from '../command-surroundings';
import { withWorkbench, type WorkspaceOption } from '../session';
import { textTable } from '../text-table';

interface CacheFlags extends WorkspaceOption {
  readonly clear: boolean;
}

export function addCacheCommand({ add, terminal }: CommandSurroundings): void {
  add('cache', 'say how large the image cache is (CORED_IMAGE_CACHE_GIB sets its limit), or clear it')
    .option('--clear', 'remove every cached image; they are decoded anew when a run needs them', false)
    .action((flags: CacheFlags) =>
      withWorkbench({ ...flags, terminal }, async (workbench) => {
        const before = await workbench.call('cache/get', {});
        if (!flags.clear) {
          terminal.result(before, cacheText(before));
          return;
        }
        const after = await workbench.call('cache/clear', {});
        terminal.result(after, `${formatBytes(before.sizeBytes - after.sizeBytes)} removed from ${after.path}`);
      }),
    );
}

function cacheText({ path, sizeBytes, limitBytes, sets }: ImageCacheInfo): string {
  const limit = limitBytes === 0 ? 'turned off (CORED_IMAGE_CACHE_GIB is 0)' : formatBytes(limitBytes);
  return textTable(
    [
      ['folder', path],
      ['size', `${formatBytes(sizeBytes)} in ${formatCount(sets, 'set')} of images`],
      ['limit', limit],
    ],
    2,
  );
}
