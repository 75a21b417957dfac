/** `methods`, `networks` and `parameters`: what a run can be made of, with ranges, defaults and sources. */
import { Option } from 'commander';
import { nearestName } from '../../../core/nearest-name';
import { AppError } from '../../../shared/errors';
import type { Field } from '../../../shared/field';
import { PresetId, type RecipeOptions } from '../../../shared/recipe';
import type { CommandSurroundings } from '../command-surroundings';
import { methodsText, networksText, parametersText, type ParameterGroup } from '../recipe-text';
import { withWorkbench, type WorkspaceOption } from '../session';

interface ParametersFlags extends WorkspaceOption {
  readonly network: string;
  readonly preset: PresetId;
}

export function addRecipeCommands({ add, terminal }: CommandSurroundings): void {
  const withOptions = (flags: WorkspaceOption, work: (options: RecipeOptions) => void) =>
    withWorkbench({ ...flags, terminal }, async (workbench) => work(await workbench.call('recipe/options', {})));

  add('methods', 'list the methods, with the terms of their loss').action((flags: WorkspaceOption) =>
    withOptions(flags, ({ methods }) => terminal.result(methods, methodsText(methods))),
  );

  add('networks', 'list the networks').action((flags: WorkspaceOption) =>
    withOptions(flags, ({ networks }) => terminal.result(networks, networksText(networks))),
  );

  add('parameters <method>', 'list what `--set` takes for a method: ranges, defaults and sources')
    .option('--network <id>', 'whose own parameters are listed too', 'small-cnn')
    .addOption(
      new Option('--preset <id>', 'whose values are the defaults')
        .choices(PresetId.options)
        .default('corrected' satisfies PresetId),
    )
    .action((method: string, flags: ParametersFlags) =>
      withOptions(flags, (options) => {
        const groups = groupsOf(options, method, flags);
        terminal.result(groups, parametersText(groups));
      }),
    );
}

/** The method's own first. Each default is the preset's where that sets the parameter. */
function groupsOf(options: RecipeOptions, methodId: string, flags: ParametersFlags): ParameterGroup[] {
  const method = findById('method', methodId, options.methods);
  const network = findById('network', flags.network, options.networks);
  const preset = method.presets[flags.preset];
  const groups = [
    { of: `method ${method.id}`, fields: method.fields },
    ...trainingGroups(options.training),
    { of: `network ${network.id}`, fields: network.fields },
  ];
  return groups.map(({ of, fields }) => ({
    of,
    fields: fields.map((field) => ({ ...field, default: preset[field.key] ?? field.default })),
  }));
}

/** Those under a heading of their own, as augmentations are, come after the others. */
function trainingGroups(fields: readonly Field[]): ParameterGroup[] {
  const groups = [...new Set(fields.map(({ group }) => group))];
  return groups.map((group) => ({
    of: group === undefined ? 'training' : `training: ${group}`,
    fields: fields.filter((field) => field.group === group),
  }));
}

function findById<Thing extends { id: string }>(kind: string, id: string, things: readonly Thing[]): Thing {
  const found = things.find((thing) => thing.id === id);
  if (found) return found;
  const ids = things.map((thing) => thing.id);
  const nearest = nearestName(id, ids);
  const question = nearest === null ? '' : ` Did you mean "${nearest}"?`;
  throw new AppError('bad-input', `There is no ${kind} "${id}".${question} Known: ${ids.join(', ')}.`);
}
