/** An interval behind its value, as narrow as it can be read: `.901–.975`. */
export function intervalText(interval: { readonly low: number; readonly high: number } | null): string {
  if (!interval) return '';
  return `${short(interval.low)}–${short(interval.high)}`;
}

function short(value: number): string {
  return value.toFixed(3).replace(/^0\./, '.');
}
