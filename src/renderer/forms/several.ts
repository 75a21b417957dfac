/** Several values of parameters and several orders of the chain, as they stand in the form. Pure. */
import { toAppError } from '../../shared/errors';
import type { Field, ParameterValue } from '../../shared/field';
import { whyRefused } from '../../shared/parameter-check';
import { chainOrders, type OrderWish } from '../../shared/plan/chain-orders';
import { parseValues } from '../../shared/plan/value-list';
import type { RecipeOptions } from '../../shared/recipe';
import type { ExperimentRequest } from '../../shared/run';

export interface SweptField {
  /** Of the field; empty while none is chosen. */
  key: string;
  values: string;
}

/** Which orders of the chain are trained, as filled in. */
export interface OrdersDraft {
  kind: 'given' | 'all' | 'rotations' | 'random' | 'chosen';
  count: string;
  seed: string;
  /** One order a line, its tasks separated by commas. */
  chosen: string;
}

/** What of a draft says which runs there are several of. */
export interface SeveralDraft {
  readonly chain: readonly string[];
  readonly learnt: number;
  readonly methods: readonly string[];
  readonly network: string;
  readonly sweep: readonly SweptField[];
  readonly orders: OrdersDraft;
}

export interface Several {
  readonly problems: Readonly<Record<string, string>>;
  readonly request: Pick<ExperimentRequest, 'sweep' | 'orders'>;
}

export function checkSeveral(draft: SeveralDraft, options: RecipeOptions): Several {
  const problems: Record<string, string> = {};
  const fields = new Map(sweepableFields(draft, options).map((field) => [field.key, field]));
  const sweep: Record<string, ParameterValue[]> = {};
  for (const [index, { key, values }] of draft.sweep.entries()) {
    const field = fields.get(key);
    const place = `sweep/${index}`;
    if (field === undefined) problems[place] = 'Choose the parameter that has several values.';
    else if (sweep[key] !== undefined)
      problems[place] = `${field.label} is there twice. Give all of its values in one line.`;
    else {
      const read = valuesOf(values, field);
      if ('problem' in read) problems[place] = read.problem;
      else sweep[key] = read.values;
    }
  }
  const orders = ordersOf(draft);
  if ('problem' in orders) problems['orders'] = orders.problem;
  return {
    problems,
    request: {
      ...(Object.keys(sweep).length > 0 && { sweep }),
      ...('orders' in orders && isOther(orders.orders, draft.chain) && { orders: orders.orders }),
    },
  };
}

/** Than the chain as it stands. */
function isOther(orders: readonly (readonly string[])[], chain: readonly string[]): boolean {
  return JSON.stringify(orders) !== JSON.stringify([chain]);
}

/** Of the chosen methods, the training and the network; each key once. */
export function sweepableFields(draft: SeveralDraft, { training, methods, networks }: RecipeOptions): Field[] {
  const ofMethods = methods.filter(({ id }) => draft.methods.includes(id)).flatMap(({ fields }) => fields);
  const ofNetwork = networks.find(({ id }) => id === draft.network)?.fields ?? [];
  return [...new Map([...ofMethods, ...training, ...ofNetwork].map((field) => [field.key, field])).values()];
}

/** As the form has them when it begins from these orders. */
export function ordersDraftOf(
  chain: readonly string[],
  orders: readonly (readonly string[])[],
  learnt: number,
): OrdersDraft {
  const none: OrdersDraft = { kind: 'given', count: '3', seed: '1', chosen: '' };
  if (orders.length < 2) return none;
  const same = (kind: 'all' | 'rotations') => {
    const found = wished(chain, { kind }, learnt);
    return 'orders' in found && JSON.stringify(found.orders.toSorted()) === JSON.stringify([...orders].toSorted());
  };
  if (same('rotations')) return { ...none, kind: 'rotations' };
  if (same('all')) return { ...none, kind: 'all' };
  return { ...none, kind: 'chosen', chosen: orders.map((order) => order.join(', ')).join('\n') };
}

function valuesOf(text: string, field: Field): { values: ParameterValue[] } | { problem: string } {
  try {
    const values = parseValues(text, field);
    const wrong = values.find((value) => whyRefused(field, value) !== null);
    if (wrong === undefined) return { values };
    return { problem: `${String(wrong)}: ${field.label} has to be ${whyRefused(field, wrong) ?? ''}.` };
  } catch (thrown) {
    return { problem: toAppError(thrown).message };
  }
}

type Orders = { orders: string[][] } | { problem: string };

function ordersOf({ chain, learnt, orders }: SeveralDraft): Orders {
  switch (orders.kind) {
    case 'given':
    case 'all':
    case 'rotations':
      return wished(chain, { kind: orders.kind }, learnt);
    case 'random': {
      const count = Number(orders.count);
      const seed = Number(orders.seed);
      if (!Number.isSafeInteger(count) || count < 1) return { problem: 'Say how many orders are drawn, from 1.' };
      if (!Number.isSafeInteger(seed) || seed < 0)
        return { problem: 'The seed of the orders is a whole number from 0.' };
      return wished(chain, { kind: 'random', count, seed }, learnt);
    }
    case 'chosen': {
      const lines = orders.chosen.split('\n').map((line) => line.split(/[,→]/).map((task) => task.trim()));
      const chosen = lines.filter((line) => line.some((task) => task !== ''));
      return chosen.length > 0
        ? { orders: chosen }
        : { problem: 'Write one order a line, its tasks separated by commas.' };
    }
  }
}

function wished(chain: readonly string[], wish: OrderWish, learnt: number): Orders {
  try {
    return { orders: chainOrders(chain, wish, learnt) };
  } catch (thrown) {
    return { problem: toAppError(thrown).message };
  }
}
