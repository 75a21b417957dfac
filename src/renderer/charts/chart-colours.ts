/** CSS colours for a canvas: variables resolved against the page. */

/** `var(--name)` as its value now; anything else as it is. */
export function resolveColour(colour: string): string {
  const name = /^var\((--[\w-]+)\)$/.exec(colour)?.[1];
  return name ? getComputedStyle(document.documentElement).getPropertyValue(name).trim() : colour;
}
