/** What is said of weights that were taken from a file. */
import { expect, it } from 'vitest';
import { findNetwork } from '../../../../src/core/networks';
import { fitWeights } from '../../../../src/main/weights/sources/fit-weights';
import { takeWeights } from '../../../../src/main/weights/sources/take-weights';
import { torchShapes } from '../../../../src/main/weights/torch/network-layout';

function notesOf(network: string, isOurs: boolean): readonly string[] {
  const fit = fitWeights(torchShapes(findNetwork(network)), null, 'weights.pth');
  const file = {
    path: 'weights.pth',
    imageSize: 64,
    classes: null,
    place: 'top',
    places: ['top'],
    notes: [],
    halfTypes: new Map(),
    isOurs,
  };
  return takeWeights(fit, [], { file, options: {} }).account.notes;
}

it('says that packages give images of another range to EfficientNet, of files that are not ours', () => {
  const told = expect.stringContaining('Images are numbers in [-1, 1] here.');
  expect(notesOf('efficientnet-b0', false)).toContainEqual(told);
  expect(notesOf('efficientnet-b0', true)).not.toContainEqual(told);
  expect(notesOf('xception', false)).not.toContainEqual(told);
});
