/** Kinds of damage to a run's folder, each done while no process works in the workspace. */
import { execFileSync } from 'node:child_process';
import { appendFileSync, mkdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export interface FolderDamage {
  readonly name: string;
  /** What is said of it contains this; null where nothing is lost and nothing has to be said. */
  readonly told: RegExp | null;
  /** The registry alone knows that there was more. */
  readonly isToldByRegistryAlone?: true;
  /** Whether the run can still be told from the folder alone, without the registry. */
  readonly isListedFromFolder: boolean;
  damage(folder: string): void;
}

type Change = (lines: string[]) => string[];

/** With the lines of events.jsonl, without their ends. */
function events(name: string, told: RegExp | null, change: Change): FolderDamage {
  return {
    ...{ name, told, isListedFromFolder: true },
    damage(folder) {
      const path = join(folder, 'events.jsonl');
      const lines = readFileSync(path, 'utf8').trimEnd().split('\n');
      writeFileSync(path, `${change(lines).join('\n')}\n`);
    },
  };
}

function file(
  name: string,
  path: string,
  told: RegExp,
  how: 'text' | 'empty' | 'folder' | 'fifo' | 'shape',
): FolderDamage {
  return {
    ...{ name, told, isListedFromFolder: path !== 'run.json' },
    damage(folder) {
      const at = join(folder, path);
      rmSync(at, { force: true });
      if (how === 'folder') mkdirSync(at);
      else if (how === 'fifo') execFileSync('mkfifo', [at]);
      else writeFileSync(at, { text: '{"half', empty: '', shape: '{"name": 7}' }[how]);
    },
  };
}

const is = (type: string) => (line: string) => line.includes(`"type":"${type}"`);
const without =
  (type: string): Change =>
  (lines) =>
    lines.filter((line) => !is(type)(line));
const put =
  (index: number, line: string): Change =>
  (lines) =>
    lines.toSpliced(index, 1, line);
const unknown = '{"sequence":5,"time":"2026-01-02T03:05:00.000Z","body":{"type":"stage/praised","stage":1}}';

const folderKinds: readonly FolderDamage[] = [
  file('notes.json is no JSON', 'notes.json', /notes\.json" is not JSON/, 'text'),
  file('notes.json is empty', 'notes.json', /notes\.json" is not JSON/, 'empty'),
  file('notes.json is another thing', 'notes.json', /notes\.json" does not hold what it should/, 'shape'),
  file('notes.json is a folder', 'notes.json', /notes\.json" cannot be read: it is a folder/, 'folder'),
  file('notes.json is a FIFO', 'notes.json', /notes\.json" cannot be read: it is a FIFO/, 'fifo'),
  file('control.json is no JSON', 'control.json', /control\.json" is not JSON/, 'text'),
  file('control.json is another thing', 'control.json', /control\.json" does not hold/, 'shape'),
  file('control.json is a folder', 'control.json', /control\.json" cannot be read/, 'folder'),
  file('mapping.json is no JSON', 'mapping.json', /mapping\.json" is not JSON/, 'text'),
  file('run.json is no JSON', 'run.json', /run\.json" is not JSON/, 'text'),
  file('run.json is empty', 'run.json', /run\.json" is not JSON/, 'empty'),
  file('run.json is another thing', 'run.json', /run\.json" does not hold/, 'shape'),
  file('run.json is a FIFO', 'run.json', /run\.json" cannot be read: it is a FIFO/, 'fifo'),
  {
    ...{ name: 'run.json is gone', told: /it has no run\.json/, isListedFromFolder: false },
    damage: (folder) => rmSync(join(folder, 'run.json')),
  },
  {
    ...{ name: 'run.json is of a newer version', told: /has format 99/, isListedFromFolder: false },
    damage: (folder) => writeFileSync(join(folder, 'run.json'), '{"format": 99}'),
  },
  events('a line of the events is broken', /has 1 line that cannot be read.*lacks 1 event: number 6/s, put(5, '{"seq')),
  events('a line of the events is of an unknown kind', /stage\/praised/, put(4, unknown)),
  events('a line of the events is zeros', /has 1 line that cannot be read/, put(4, '\0'.repeat(300))),
  events('lines of the events are garbage', /has 2 lines that cannot be read/, (lines) => ['�%§', ...lines, '<xml>']),
  events('a line of the events is gone', /lacks 1 event: number 7/, (lines) => lines.toSpliced(6, 1)),
  events('a line of the events is there twice', /has 1 event doubled.*number 3/, (lines) =>
    lines.toSpliced(3, 0, lines[2] ?? ''),
  ),
  events('two lines of the events changed places', /lacks 1 event.*has 1 event doubled/s, (lines) => [
    ...lines.slice(0, 4),
    ...lines.slice(4, 6).toReversed(),
    ...lines.slice(6),
  ]),
  events('the numbers of the events jump', /lacks 40 events: number \d+ to \d+/, (lines) => [
    ...lines,
    `{"sequence":${lines.length + 41},"time":"2026-01-02T03:05:00.000Z","body":{"type":"log/written","level":"info","message":"later"}}`,
  ]),
  events('the first events are gone', /lacks 2 events: number 1 to 2/, (lines) => lines.slice(2)),
  {
    ...events('the last event is gone', /ends with event 16, and 17 were read/, (lines) => lines.slice(0, -1)),
    isToldByRegistryAlone: true,
  },
  events('no stage’s end is told', /lacks 2 events/, without('stage/ended')),
  events('no stage’s beginning is told', /lacks 2 events/, without('stage/started')),
  events('every line of the events is broken', /lines that cannot be read/, (lines) =>
    lines.map((line) => line.slice(1)),
  ),
  {
    ...{ name: 'the last line of the events is torn', told: null, isListedFromFolder: true },
    damage: (folder) => appendFileSync(join(folder, 'events.jsonl'), '{"sequence":99,"time"'),
  },
  {
    ...{
      name: 'the events are cut off within a line',
      told: /events\.jsonl ends before stage 2/,
      isListedFromFolder: true,
    },
    damage: (folder) => truncateSync(join(folder, 'events.jsonl'), 1000),
  },
  {
    ...{ name: 'the events are gone', told: /events\.jsonl is gone/, isListedFromFolder: true },
    damage: (folder) => rmSync(join(folder, 'events.jsonl')),
  },
  file('the events are a folder', 'events.jsonl', /events\.jsonl" cannot be read: it is a folder/, 'folder'),
  file('the events are a FIFO', 'events.jsonl', /events\.jsonl" cannot be read: it is a FIFO/, 'fifo'),
  {
    ...{ name: 'weights are cut off', told: /stage-1\/last\.safetensors" cannot be used/, isListedFromFolder: true },
    damage: (folder) => truncateSync(join(folder, 'weights/stage-1/last.safetensors'), 300),
  },
  {
    ...{ name: 'weights are a FIFO', told: /stage-1\/last\.safetensors" cannot be used: it is a FIFO/ },
    isListedFromFolder: true,
    damage(folder) {
      const path = join(folder, 'weights/stage-1/last.safetensors');
      rmSync(path);
      execFileSync('mkfifo', [path]);
    },
  },
  file('worker.json is no JSON', 'worker.json', /worker\.json" is not JSON/, 'text'),
];

/** In \`npm test\` every third. */
export const folderCases =
  process.env['CORED_FAULTS_SHORT'] === '1' ? folderKinds.filter((_, index) => index % 3 === 0) : folderKinds;
