/** Task names joined with underscores, told apart by the folders that there are; names may hold underscores themselves. */
import { nearestName } from '../../../core/nearest-name';
import { AppError } from '../../../shared/errors';

/** Every way to read `joined` as known names: `Deep_Fake_FaceSwap` is Deep_Fake and FaceSwap, or Deep, Fake and FaceSwap. */
export function readingsOf(joined: string, known: readonly string[]): string[][] {
  if (joined === '') return [];
  return known.flatMap((name) => {
    if (joined === name) return [[name]];
    if (!joined.startsWith(`${name}_`)) return [];
    return readingsOf(joined.slice(name.length + 1), known).map((rest) => [name, ...rest]);
  });
}

export interface JoinedNames {
  readonly flag: string;
  readonly joined: string;
  readonly known: readonly string[];
  /** Readings with this task are none: it is the one to be trained. */
  readonly target: string;
}

/** Asks which of several readings is meant; null where nobody can be asked. */
export type ChooseReading = ((question: string, readings: readonly string[]) => Promise<number>) | null;

/** Throws AppError 'bad-input' that names the part that fits no task, or lists the readings where several fit. */
export async function readTaskNames(names: JoinedNames, choose: ChooseReading): Promise<string[]> {
  const { flag, joined, known, target } = names;
  const all = readingsOf(joined, known);
  const usable = all.filter((reading) => !reading.includes(target) && new Set(reading).size === reading.length);
  // Where none is usable the chain itself is refused later, with the reason.
  const readings = usable.length > 0 ? usable : all;
  const [first] = readings;
  if (first === undefined) throw unknownTask(flag, unknownPart(joined, known), known);
  if (readings.length === 1) return first;
  const shown = readings.map((reading) => reading.join(', '));
  const question = `${flag}=${joined} can be read in ${readings.length} ways`;
  if (choose === null) {
    const ways = shown.map((way, index) => `${index + 1}) ${way}`).join('; ');
    throw new AppError('bad-input', `${question}: ${ways}. Rename a folder, or start it in a terminal to be asked.`);
  }
  return readings[await choose(question, shown)] ?? first;
}

/** A single name, which is not taken apart. Throws AppError 'bad-input' that names the nearest. */
export function readTaskName({ flag, joined, known }: Omit<JoinedNames, 'target'>): string {
  if (known.includes(joined)) return joined;
  const parts = readingsOf(joined, known)[0];
  if (parts === undefined) throw unknownTask(flag, joined, known);
  const several = `${flag}=${joined} names ${parts.length} tasks: ${parts.join(', ')}.`;
  const advice =
    flag === '-s' ? 'Name the task to train with -t.' : 'Give one; those that were learnt before go into -s.';
  throw new AppError('bad-input', `${several} ${advice}`);
}

function unknownTask(flag: string, name: string, known: readonly string[]): AppError {
  const nearest = nearestName(name, known);
  const question = nearest === null ? '' : ` Did you mean "${nearest}"?`;
  return new AppError('bad-input', `There is no task "${name}" (${flag}).${question} Known: ${known.join(', ')}.`);
}

/** What is left when as much as possible is read from both ends. */
function unknownPart(joined: string, known: readonly string[]): string {
  const parts = joined.split('_');
  const isReadable = (from: number, to: number) =>
    from === to || readingsOf(parts.slice(from, to).join('_'), known).length > 0;
  const places = parts.map((_, place) => place);
  const from = places.findLast((place) => isReadable(0, place)) ?? 0;
  const to = places.find((place) => place > from && isReadable(place, parts.length)) ?? parts.length;
  return parts.slice(from, to).join('_');
}
