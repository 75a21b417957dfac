/** Where a run is, in words. */
import { formatDuration } from '../../shared/format';
import { remoteText } from '../../shared/remote-text';
import type { RunSummary } from '../../shared/run';
import { formatDate } from '../components/dates';

/** `stage 3 of 4, epoch 13 of 20`; null before the first stage. */
export function placeText({ progress, chain }: RunSummary): string | null {
  if (!progress) return null;
  return `stage ${progress.stage} of ${chain.length}, epoch ${progress.epoch} of ${progress.epochs}`;
}

/** `stage 3 of 4, epoch 13 of 20 · 5.8 images/s · 41 min left`, or what stands in its place. */
export function progressText(run: RunSummary): string {
  const place = placeText(run);
  switch (run.state) {
    case 'queued':
      return remoteText(run, formatDate) ?? 'waits for its turn';
    case 'starting':
      return 'starts its process';
    case 'training': {
      const { imagesPerSecond = null, secondsLeft = null } = run.progress ?? {};
      const parts = [place ?? 'reads its images'];
      if (imagesPerSecond !== null) parts.push(`${formatRate(imagesPerSecond)} images/s`);
      if (secondsLeft !== null) parts.push(`${formatLeft(secondsLeft)} left`);
      return parts.join(' · ');
    }
    case 'paused':
      return place ? `paused at ${place}` : 'paused';
    case 'stopped':
      return place ? `stopped at ${place}; can be resumed` : 'can be resumed';
    case 'interrupted':
      return place ? `its process ended at ${place}; can be resumed` : 'its process ended; can be resumed';
    case 'failed':
      return place ? `failed at ${place}` : 'failed';
    case 'complete':
      return `trained in ${formatDuration(run.seconds)}`;
  }
}

function formatRate(rate: number): string {
  return rate < 10 ? rate.toFixed(1) : String(Math.round(rate));
}

/** Rounded so that it does not flicker: seconds by fives below a minute, then whole minutes. */
function formatLeft(seconds: number): string {
  if (seconds < 60) return `${Math.max(5, Math.ceil(seconds / 5) * 5)} s`;
  if (seconds < 3600) return `${Math.round(seconds / 60)} min`;
  return formatDuration(seconds);
}
