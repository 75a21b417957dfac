/** A run's detail with its curves: the registry has what the views list, the points are read from the run's folder. */
import { detailOf } from '../../shared/reading/run-summary';
import { isAtRest, mostLossPoints, type RunDetail } from '../../shared/run';
import type { Registry } from '../registry/registry';
import { damageOfFolder } from './damage-of-folder';
import { isLostEnd, lostEnd } from './event-damage';
import { readRunEvents } from './run-events';
import { RunFolder } from './run-folder';
import { thinByExtremes } from './thin-by-extremes';

/** With what of the folder cannot be read now. Throws AppError 'not-found'. */
export async function readDetail(
  registry: Pick<Registry, 'runDetail' | 'noteDamage'>,
  runId: string,
): Promise<RunDetail> {
  const { facts, reading, eventsOffset } = registry.runDetail(runId);
  // As far as the registry has come, so that curves and `lastSequence` belong together; all of one that goes on no more.
  const end = isAtRest(reading.state) ? {} : { end: eventsOffset };
  const read = await readRunEvents(new RunFolder(facts.folder), facts, { skipsPoints: false, ...end });
  const { lossPoints: all, epochs } = read.reading;
  const lossPoints = thinByExtremes(all, mostLossPoints);
  const thinnedBy = all.length - lossPoints.length;
  const { damage: known = [], ...others } = facts;
  const damage = [
    ...(await damageOfFolder(facts, read.reading)),
    ...read.damage,
    ...(isAtRest(reading.state) ? lostEnd(read.reading.lastSequence, reading.lastSequence) : []),
    ...known.filter((sentence) => isLostEnd(sentence) && read.reading.lastSequence === reading.lastSequence),
  ];
  if (damage.join('\n') !== known.join('\n')) await registry.noteDamage(runId, damage);
  return detailOf(
    { ...others, ...(damage.length > 0 && { damage }) },
    { ...reading, epochs, lossPoints, ...(thinnedBy > 0 && { thinnedBy }) },
  );
}
