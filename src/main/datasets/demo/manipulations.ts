/** The demo's tasks in the order of its chain; a task is one manipulation. */
import type { Manipulation } from './manipulation';
import { reenactment } from './reenactment';
import { resynthesis } from './resynthesis';
import { splice } from './splice';
import { texture } from './texture';

export const manipulations: readonly Manipulation[] = [resynthesis, reenactment, splice, texture];
