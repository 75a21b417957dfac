/** Files of versions that called a stage a step, in today's words. */
type Fields = Readonly<Record<string, unknown>>;

/** A line of events.jsonl. */
export function olderEvent(value: unknown): unknown {
  return isFields(value) ? { ...value, body: olderBody(value['body']) } : value;
}

/** run.json: formats 1 and 2 differ in these words alone. */
export function olderRunFile(value: unknown): unknown {
  if (!isFields(value) || value['format'] !== 1) return value;
  const { recipe, ...file } = renamed(value, { startStep: 'startStage' });
  return { ...file, format: 2, recipe: isFields(recipe) ? olderRecipe(recipe) : recipe };
}

/** evaluation.json. */
export function olderEvaluationFile(value: unknown): unknown {
  if (!isFields(value) || !isFields(value['request'])) return value;
  const { weights, ...request } = value['request'];
  return { ...value, request: { ...request, weights: olderStage(weights) } };
}

/** An evaluation's result.json. */
export function olderEvaluationResult(value: unknown): unknown {
  return isFields(value) ? { ...value, metrics: olderStage(value['metrics']) } : value;
}

/** The state of a checkpoint, and what else has a stage beside its other fields. */
export function olderStage(value: unknown): unknown {
  return isFields(value) ? renamed(value, { step: 'stage' }) : value;
}

function olderBody(body: unknown): unknown {
  if (!isFields(body)) return body;
  const { type, results, ...fields } = renamed(body, { step: 'stage' });
  return {
    type: typeof type === 'string' ? type.replace(/^step\//, 'stage/') : type,
    ...fields,
    ...(results !== undefined && { results: Array.isArray(results) ? results.map(olderStage) : results }),
  };
}

function olderRecipe(recipe: Fields): Fields {
  const { parameters, ...others } = recipe;
  if (!isFields(parameters)) return recipe;
  return { ...others, parameters: renamed(parameters, { cutmixSteps: 'cutmixStages', storeFlip: 'memoryFlip' }) };
}

function renamed(fields: Fields, names: Readonly<Record<string, string>>): Fields {
  return Object.fromEntries(Object.entries(fields).map(([name, value]) => [names[name] ?? name, value]));
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
