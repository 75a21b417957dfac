/** What is timed: the table of works, each ours against a peer's. */

export const objectives = ['forward', 'ft', 'cored', 'cored-published'] as const;
/** What the peer does; ours does a CoReD step in the one way that it has, for both of the peer's. */
export type Objective = (typeof objectives)[number];
export const ownObjectives = ['forward', 'ft', 'cored'] as const satisfies readonly Objective[];
export type OwnObjective = (typeof ownObjectives)[number];

export const networkIds = ['xception', 'efficientnet-b0', 'small-cnn'] as const;
export type NetworkId = (typeof networkIds)[number];

export interface Case {
  readonly network: NetworkId;
  readonly objective: Objective;
}

/** Cases that share a run of ours: they differ in what the peer does alone. */
export interface CaseGroup {
  readonly network: NetworkId;
  readonly objective: OwnObjective;
  readonly peerObjectives: readonly Objective[];
}

export interface CaseChoice {
  /** Absent: those of the table. */
  readonly networks?: readonly NetworkId[] | undefined;
  /** Absent: those of the table. */
  readonly objectives?: readonly Objective[] | undefined;
}

const table: readonly Case[] = [
  { network: 'xception', objective: 'ft' },
  { network: 'xception', objective: 'cored' },
  { network: 'xception', objective: 'cored-published' },
  { network: 'xception', objective: 'forward' },
  { network: 'efficientnet-b0', objective: 'ft' },
  { network: 'efficientnet-b0', objective: 'cored-published' },
];

/** The table's cases that fit the choice; a choice that names both may ask for cases beyond the table. */
export function chooseCases({ networks, objectives: chosen }: CaseChoice): readonly Case[] {
  if (networks && chosen) return networks.flatMap((network) => chosen.map((objective) => ({ network, objective })));
  const fitting = table.filter(
    (entry) => (networks?.includes(entry.network) ?? true) && (chosen?.includes(entry.objective) ?? true),
  );
  if (fitting.length > 0) return fitting;
  const named = networks ?? ['xception', 'efficientnet-b0'];
  return named.flatMap((network) => (chosen ?? (['ft'] as const)).map((objective) => ({ network, objective })));
}

/** In the order of the cases. */
export function groupCases(cases: readonly Case[]): readonly CaseGroup[] {
  const groups = new Map<string, CaseGroup>();
  for (const { network, objective: peer } of cases) {
    const objective = ownObjective(peer);
    const key = `${network} ${objective}`;
    const peerObjectives = [...(groups.get(key)?.peerObjectives ?? []), peer];
    groups.set(key, { network, objective, peerObjectives });
  }
  return [...groups.values()];
}

/** What is done, in a table's words. */
export const objectiveLabels: Readonly<Record<Objective, string>> = {
  forward: 'forward only',
  ft: 'plain training step',
  cored: 'CoReD step, against the least work',
  'cored-published': 'CoReD step, against the published order of work',
};

/** What a table calls it. */
export const networkLabels: Readonly<Record<NetworkId, string>> = {
  xception: 'Xception',
  'efficientnet-b0': 'EfficientNet-B0',
  'small-cnn': 'Small CNN',
};

/** What ours does where the peer does that. */
export function ownObjective(objective: Objective): OwnObjective {
  return objective === 'cored-published' ? 'cored' : objective;
}
