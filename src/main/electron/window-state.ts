/** Where the window was and how large, kept from one start to the next. */
import { readFileSync, writeFileSync } from 'node:fs';
import type { Logger } from 'pino';
import { z } from 'zod';
import { refuseOtherKinds } from '../files/plain-file';

const Rectangle = z.object({
  x: z.number().int(),
  y: z.number().int(),
  width: z.number().int().min(1),
  height: z.number().int().min(1),
});
export type Rectangle = z.infer<typeof Rectangle>;

const WindowState = z.object({ bounds: Rectangle.nullable(), isMaximized: z.boolean() });
export type WindowState = z.infer<typeof WindowState>;

export const smallestWindow = { width: 900, height: 640 } as const;
export const firstWindow = { width: 1440, height: 900 } as const;

/** As much of the title bar as has to be on a screen, so that the window can be taken hold of. */
const graspableWidth = 80;
const graspableHeight = 24;

/** `workAreas`: those of the screens that are there now. A place on a screen that is gone is forgotten. */
export function readWindowState(path: string, workAreas: readonly Rectangle[]): WindowState {
  const state = parseState(path);
  if (state.bounds === null || workAreas.some((area) => canGrasp(state.bounds, area))) return state;
  return { ...state, bounds: null };
}

export function writeWindowState(path: string, state: WindowState, log: Logger): void {
  try {
    refuseOtherKinds(path);
    writeFileSync(path, JSON.stringify(state));
  } catch (error) {
    log.warn({ path, error }, 'The window will not remember its place');
  }
}

function parseState(path: string): WindowState {
  try {
    refuseOtherKinds(path);
    return WindowState.parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch {
    return { bounds: null, isMaximized: false }; // the first start, or a file that someone edited
  }
}

function canGrasp(bounds: Rectangle | null, area: Rectangle): boolean {
  if (bounds === null) return false;
  const width = Math.min(bounds.x + bounds.width, area.x + area.width) - Math.max(bounds.x, area.x);
  const topIsInside = bounds.y >= area.y && bounds.y + graspableHeight <= area.y + area.height;
  return width >= graspableWidth && topIsInside;
}
