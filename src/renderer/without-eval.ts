/** Imported before everything else: tells zod not to compile schemas with `new Function`, which our policy forbids. */
import { config } from 'zod';

config({ jitless: true });
