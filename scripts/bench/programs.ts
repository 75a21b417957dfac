/** Real commands of the program, timed whole: the demo, and trainings whose epochs are looked at. */
import type { EngineId } from '../../src/shared/recipe';
import type { NetworkId } from './cases';
import type { ProgramReport } from './record';
import { ScratchWorkspace, type ProgramPlaces } from './training-run';

type Tell = (line: string) => void;

/** `cored demo` in an empty workspace: its data, both runs, their comparison. */
export async function timeDemo(places: ProgramPlaces, tell: Tell): Promise<ProgramReport> {
  return inScratch(places, async (workspace) => {
    tell('the demo, whole');
    return { name: 'demo', ...(await workspace.train(['demo'])) };
  });
}

export interface ShareOptions {
  readonly networks: readonly NetworkId[];
  readonly engine: EngineId;
  readonly batch: number;
  /** Further parameters of the recipe. */
  readonly parameters: Readonly<Record<string, string | number | boolean>>;
  readonly tell: Tell;
}

/** Fine-tuning on the demo's first task, two epochs of each network. */
export async function measureShares(
  places: ProgramPlaces,
  { networks, engine, batch, parameters, tell }: ShareOptions,
): Promise<ProgramReport[]> {
  return inScratch(places, async (workspace) => {
    tell("later epochs: making the demo's first task");
    await workspace.train(['demo', '--tasks', '1', '--epochs', '1', '--methods', 'ft']);
    const reports: ProgramReport[] = [];
    for (const network of networks) {
      const name = `${network}, ft, batch ${batch}, ${engine}`;
      tell(`later epochs: ${name}`);
      const command = ['run', '--data', workspace.demoData, '--chain', await workspace.firstTask()];
      const recipe = ['--method', 'ft', '--network', network, '--epochs', '2', '--engine', engine];
      const set = Object.entries({ batchSize: batch, ...parameters }).flatMap(([key, value]) => [
        '--set',
        `${key}=${value}`,
      ]);
      reports.push({ name, ...(await workspace.train([...command, ...recipe, ...set])) });
    }
    return reports;
  });
}

async function inScratch<Result>(
  places: ProgramPlaces,
  work: (workspace: ScratchWorkspace) => Promise<Result>,
): Promise<Result> {
  const workspace = await ScratchWorkspace.create(places);
  try {
    return await work(workspace);
  } finally {
    await workspace.remove();
  }
}
