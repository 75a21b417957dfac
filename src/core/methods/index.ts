/** Every method, in the order in which forms offer them. */
import { cored } from './cored';
import { ft } from './ft';
import { joint } from './joint';
import { kd } from './kd';
import type { Method } from './method';
import { single } from './single';
import { tg } from './tg';

export const methods: readonly Method[] = [ft, kd, tg, cored, joint, single];
