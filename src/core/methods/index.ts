/** Every method, in the order in which forms offer them. */
import { cored } from './cored';
import { ft } from './ft';
import type { Method } from './method';

export const methods: readonly Method[] = [ft, cored];
