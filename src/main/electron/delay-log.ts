/** Notes when this process was held up: while it is, no window answers. */
import type { Logger } from 'pino';

const lookMs = 10;
const worthTellingMs = 50;

/**
 * Looks a hundred times a second, which costs a little, so it is on when it is asked for. `cpuMs` tells apart what the process
 * itself did (about as much as `ms`) from a machine that was busy with others (much less). Returns the function that ends it.
 */
export function logDelays(log: Logger): () => void {
  let last = performance.now();
  let used = process.cpuUsage();
  const timer = setInterval(() => {
    const now = performance.now();
    const { user, system } = process.cpuUsage(used);
    const ms = now - last - lookMs;
    if (ms > worthTellingMs) log.info({ ms: Math.round(ms), cpuMs: Math.round((user + system) / 1000) }, delayMessage);
    last = now;
    used = process.cpuUsage();
  }, lookMs);
  return () => clearInterval(timer);
}

const delayMessage = 'The main process was held up';
