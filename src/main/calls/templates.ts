/** Calls about templates: experiments of one's own that are begun from again. */
import { listTemplates, readTemplate, removeTemplate, saveTemplate } from '../experiments/templates';
import type { HandlersOf } from './handler';

export const templateCalls: HandlersOf<'template'> = {
  'template/list': (_, { workspace }) => listTemplates(workspace.templatesFolder),

  /** One of the same name is written anew; answers all of them. */
  'template/save': async ({ name, request }, { workspace, registry }) => {
    const dataset = registry.datasets.find(request.dataset)?.path ?? request.dataset;
    await saveTemplate(workspace.templatesFolder, name.trim(), { ...request, dataset });
    return listTemplates(workspace.templatesFolder);
  },

  'template/get': async ({ name }, { workspace, recipes, registry }) => {
    const request = await readTemplate(workspace.templatesFolder, name, await recipes.options());
    const known = registry.datasets.list().find(({ path }) => path === request.dataset);
    return { request: { ...request, dataset: known?.id ?? request.dataset } };
  },

  'template/remove': async ({ name }, { workspace }) => {
    await removeTemplate(workspace.templatesFolder, name);
    return listTemplates(workspace.templatesFolder);
  },
};
