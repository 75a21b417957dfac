/** Every method, in the order in which forms offer them. */
import { cored } from './cored';
import { derpp } from './derpp';
import { dfil } from './dfil';
import { er } from './er';
import { ewcOnline } from './ewc-online';
import { ft } from './ft';
import { gdumb } from './gdumb';
import { joint } from './joint';
import { kd } from './kd';
import { lwf } from './lwf';
import type { Method } from './method';
import { si } from './si';
import { single } from './single';
import { tg } from './tg';

export const methods: readonly Method[] = [
  ...[ft, kd, tg, cored],
  ...[lwf, ewcOnline, si],
  ...[er, derpp, gdumb, dfil],
  ...[joint, single],
];
