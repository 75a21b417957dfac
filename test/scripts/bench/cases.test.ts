import { expect, it } from 'vitest';
import { chooseCases, groupCases } from '../../../scripts/bench/cases';

const named = (cases: readonly { network: string; objective: string }[]) =>
  cases.map(({ network, objective }) => `${network} ${objective}`);

it('times the six works of the table without a choice', () => {
  expect(named(chooseCases({}))).toEqual([
    'xception ft',
    'xception cored',
    'xception cored-published',
    'xception forward',
    'efficientnet-b0 ft',
    'efficientnet-b0 cored-published',
  ]);
});

it('keeps to the table where one of network and objective is chosen', () => {
  expect(named(chooseCases({ networks: ['efficientnet-b0'] }))).toEqual([
    'efficientnet-b0 ft',
    'efficientnet-b0 cored-published',
  ]);
  expect(named(chooseCases({ objectives: ['forward'] }))).toEqual(['xception forward']);
});

it('goes beyond the table where both are chosen, or a network that it does not have', () => {
  expect(named(chooseCases({ networks: ['efficientnet-b0'], objectives: ['forward'] }))).toEqual([
    'efficientnet-b0 forward',
  ]);
  expect(named(chooseCases({ networks: ['small-cnn'] }))).toEqual(['small-cnn ft']);
});

it("lets one run of ours stand against both of the peer's CoReD steps", () => {
  expect(groupCases(chooseCases({ networks: ['xception'] }))).toEqual([
    { network: 'xception', objective: 'ft', peerObjectives: ['ft'] },
    { network: 'xception', objective: 'cored', peerObjectives: ['cored', 'cored-published'] },
    { network: 'xception', objective: 'forward', peerObjectives: ['forward'] },
  ]);
});
