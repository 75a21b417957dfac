/** How templates make text of a value: as Vue does, without characters that are not seen and turn the line around. */
import { toDisplayString } from 'vue';
import { safeText } from '../shared/safe-text';

/** The build puts it in Vue's place, see scripts/shown-texts-plugin.mjs. */
export function shownText(value: unknown): string {
  return safeText(toDisplayString(value));
}
