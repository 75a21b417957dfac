/** What is known of a newer version, in a sentence. */
import type { UpdateStatus } from '../../shared/settings';
import { formatDate } from '../components/dates';

export function updateText(update: UpdateStatus, version: string): string {
  switch (update.state) {
    case 'unavailable':
      return update.reason;
    case 'unknown':
      return update.askedAt === null ? 'Not asked yet.' : `Nobody answered on ${formatDate(update.askedAt)}.`;
    case 'current':
      return `${version} was the newest on ${formatDate(update.askedAt)}.`;
    case 'newer':
      return `Version ${update.version} is out; this is ${version}.`;
  }
}
