/** Calls about the program and its machine. */
import { availableParallelism } from 'node:os';
import { AppError } from '../../shared/errors';
import type { Importing } from '../../shared/run';
import { problemReport } from '../problem-report/problem-report';
import { rebuildRegistry } from '../runs/rebuild-registry';
import { whyOnlyLooking } from './refuse-read-only';
import type { HandlersOf } from './handler';

export const appCalls: HandlersOf<'app' | 'update' | 'machine' | 'registry'> = {
  /** Which workbench this is, where it works and with what. */
  'app/info': async (_, { host, caller, paths, slots, version, versions, workspace }) => ({
    version,
    host: host.kind,
    workspace: workspace.path,
    ...(caller?.isReadOnly === true && { readOnly: whyOnlyLooking }),
    ...(workspace.readOnly !== null && { readOnly: `The workspace ${workspace.readOnly}` }),
    ...(workspace.network !== null && {
      registry:
        `The workspace is on a disk of the network (${workspace.network}), where several hosts cannot share a registry. ` +
        `This host keeps its own in ${workspace.registryFile}, made from the run folders and kept up to date by their events.`,
    }),
    roots: [...(paths.roots ?? [])],
    cores: availableParallelism(),
    slots,
    versions: await versions(),
  }),

  /** What a person may pass on when something went wrong. */
  'app/report': (_, context) => problemReport(context),

  /** Shows the page of the newer version in the person's own browser. */
  'update/open': async (_, { host }) => {
    if (host.updates === undefined) {
      throw new AppError('unavailable', 'The desktop program alone looks for a newer version.');
    }
    await host.updates.openPage();
    return {};
  },

  /** What the machine, its GPUs and the trainings use now, and how many runs train and wait. */
  'machine/sample': async (_, { machine }) => {
    await machine.firstLook();
    return machine.sample();
  },

  'registry/importing': (_, { imports }) => ({ importing: imports.progress }),

  /** The runs in the database made anew from the run folders. */
  'registry/rebuild': async (_, { registry, kept, imports, supervisor, workspace, push }) => {
    const onProgress = (importing: Importing | null) => push('registry/importing', { importing });
    const outcome = await rebuildRegistry(registry, workspace.runsFolder, onProgress);
    const givenBack = await kept.giveBack();
    push('registry/health', { damage: null });
    imports.tryAgain();
    await supervisor.pass();
    return { ...outcome, lost: [...outcome.lost, ...givenBack] };
  },

  'registry/health': (_, { registry }) => ({ damage: registry.damage.whole }),

  /** Run folders of which nothing can be listed, with the weights in them. */
  'registry/unreadable': (_, { imports }) => imports.unreadableFolders(),
};
