/** How numbers are written, the same in the interface, the command line and the tables. */

/** Decimals of AUC, forgetting and the like. */
export const scoreDecimals = 3;

/** AUC, forgetting and the like; an en dash where there is no value. */
export function formatScore(value: number | null | undefined): string {
  return value === null || value === undefined ? '–' : formatNumber(value, scoreDecimals);
}

/**
 * Rounds to six decimals first, as the CSV table has them: so every table and view is the CSV rounded, and noise in the
 * sixteenth place does not decide between 0.812 and 0.813.
 */
export function formatNumber(value: number, decimals: number): string {
  const text = Number(value.toFixed(6)).toFixed(decimals);
  return Number(text) === 0 ? (0).toFixed(decimals) : text;
}

/** `1 epoch`, `2 epochs`: every count of things is written here. */
export function formatCount(count: number, noun: string, plural = `${noun}s`): string {
  return `${count} ${count === 1 ? noun : plural}`;
}

/** Losses: three significant places after the point below ten, fewer above, so that columns stay narrow. */
export function formatLoss(value: number | null | undefined): string {
  if (value === null || value === undefined) return '–';
  return Math.abs(value) < 10 ? value.toFixed(3) : value.toFixed(1);
}

/** `42 s`, `3 min 05 s`, `1 h 12 min`. */
export function formatDuration(seconds: number | null | undefined): string {
  if (seconds === null || seconds === undefined) return '–';
  const whole = Math.max(0, Math.round(seconds));
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${String(whole % 60).padStart(2, '0')} s`;
  return `${Math.floor(whole / 3600)} h ${String(Math.floor((whole % 3600) / 60)).padStart(2, '0')} min`;
}

/** `61.7 images/s`; as many places as three digits give. */
export function formatImageRate(imagesPerSecond: number): string {
  const places = imagesPerSecond >= 100 ? 0 : imagesPerSecond >= 10 ? 1 : imagesPerSecond >= 1 ? 2 : 3;
  return `${imagesPerSecond.toFixed(places)} images/s`;
}

/** Binary units: `0 B`, `830 KiB`, `5.1 GiB`. */
export function formatBytes(bytes: number): string {
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'] as const;
  let value = bytes;
  let index = 0;
  while (value >= 1024 && index < units.length - 1) {
    value /= 1024;
    index += 1;
  }
  return `${index === 0 || value >= 100 ? Math.round(value) : value.toFixed(1)} ${units[index] ?? 'B'}`;
}
