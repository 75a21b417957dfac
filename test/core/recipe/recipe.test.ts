/** Recipes: options for forms, defaults filled in, and refusals that say what to do. */
import { describe, expect, it } from 'vitest';
import { augmentations } from '../../../src/core/augmentations/index';
import { methods } from '../../../src/core/methods/index';
import { networks } from '../../../src/core/networks/index';
import { recipeOptions, resolveRecipe } from '../../../src/core/recipe/recipe';
import { TrainingParameters } from '../../../src/core/recipe/training-parameters';
import { RecipeOptions } from '../../../src/shared/recipe';

const recipe = (parameters: Record<string, number | string | boolean>, method = 'cored', network = 'small-cnn') => ({
  method,
  network,
  parameters,
});

describe('recipeOptions', () => {
  it('offers every method and network with fields that the contract accepts', () => {
    const options = RecipeOptions.parse(recipeOptions());
    expect(options.methods.map(({ id }) => id)).toEqual(methods.map(({ id }) => id));
    expect(options.methods.flatMap(({ id, baseline }) => (baseline === null ? [] : [id]))).toEqual(['joint', 'single']);
    expect(options.networks.map(({ id }) => id)).toEqual(networks.map(({ id }) => id));
    const facts = options.networks.map(({ id, imageSize, parameterCount }) => [id, imageSize, parameterCount]);
    expect(facts).toEqual(
      expect.arrayContaining([
        ['small-cnn', 64, 205_530],
        ['xception', 128, 20_811_050],
        ['efficientnet-b0', 128, 4_010_110],
      ]),
    );
    expect(options.training.map(({ key }) => key)).toContain('epochs');
  });

  it.each(recipeOptions().methods)(
    'has presets of the same switches for $id, the corrected one being the default',
    (method) => {
      const { corrected, published } = method.presets;
      expect(Object.keys(published).sort()).toEqual(Object.keys(corrected).sort());
      const defaults = resolveRecipe(recipe({}, method.id)).config.parameters;
      expect(resolveRecipe(recipe(corrected, method.id)).config.parameters).toEqual(defaults);
      expect(resolveRecipe(recipe(published, method.id)).config.parameters).toEqual({ ...defaults, ...published });
      expect(published).not.toEqual(corrected);
    },
  );

  it('has the fields of every augmentation under its own heading, off at chance 0 but for the chance', () => {
    const { training } = recipeOptions();
    for (const { label, parameters, probability } of augmentations) {
      const fields = training.filter(({ group }) => group === label);
      expect(fields.map(({ key }) => key)).toEqual(Object.keys(parameters.shape));
      expect(new Set(fields.map(({ section }) => section))).toEqual(new Set(['Augmentation']));
      for (const { key, offAtZeroOf } of fields)
        expect(offAtZeroOf).toBe(key === probability ? undefined : probability);
    }
    expect(training.filter(({ section }) => section === undefined).map(({ key }) => key)).toEqual(
      Object.keys(TrainingParameters.shape),
    );
  });

  it('has no key twice within any combination of method and network', () => {
    for (const method of methods) {
      for (const network of networks) {
        const own = [TrainingParameters, method.parameters, network.parameters];
        const shapes = [...own, ...augmentations.map(({ parameters }) => parameters)].map(({ shape }) => shape);
        const keys = shapes.flatMap((shape) => Object.keys(shape));
        expect(new Set(keys).size).toBe(keys.length);
      }
    }
  });
});

describe('resolveRecipe', () => {
  it("switches the network's dropout off where the recipe says so", () => {
    expect(resolveRecipe(recipe({}, 'ft', 'efficientnet-b0')).hasDropout).toBe(true);
    expect(resolveRecipe(recipe({ dropout: false }, 'ft', 'efficientnet-b0')).hasDropout).toBe(false);
  });

  it('fills in the published and corrected defaults', () => {
    const { config: resolved, imageSize } = resolveRecipe(recipe({}));
    expect(imageSize).toBe(64);
    expect(resolved.parameters).toEqual({
      epochs: 100,
      batchSize: 128,
      learningRate: 0.05,
      ...{ optimizer: 'sgd', momentum: 0.1, nesterov: false, weightDecay: 0, beta1: 0.9, beta2: 0.999 },
      ...{ adamEpsilon: 1e-8, schedule: 'constant', decayEvery: 5, decayFactor: 0.5, lastLearningRate: 0 },
      ...{ warmupEpochs: 0, clipValue: 0, clipNorm: 0 },
      horizontalFlip: 0.5,
      cutmixProbability: 0.2,
      cutmixAlpha: 0.5,
      cutmixPartner: 'same',
      cutmixStages: 'continual',
      ...{ rotationProbability: 0, rotationMin: -10, rotationMax: 10 },
      ...{ brightnessProbability: 0, brightnessMin: 0.9, brightnessMax: 1.1 },
      ...{ contrastProbability: 0, contrastMin: 0.9, contrastMax: 1.1 },
      ...{ resizeProbability: 0, resizeMin: 0.5, resizeMax: 1 },
      ...{ blurProbability: 0, blurSigmaMin: 0, blurSigmaMax: 3 },
      ...{ noiseProbability: 0, noiseSigmaMin: 3, noiseSigmaMax: 7 },
      ...{ jpegProbability: 0, jpegQualityMin: 30, jpegQualityMax: 100 },
      ...{ erasingProbability: 0, erasingAreaMin: 0.02, erasingAreaMax: 0.33 },
      ...{ erasingRatioMin: 0.3, erasingRatioMax: 3.3, erasingFill: 'random' },
      trainingData: 'full',
      selection: 'mean-auc',
      unreadableImages: 'stop',
      videoRule: 'name-or-folder',
      replicas: 'auto',
      microBatch: 'auto',
      precision: 'float32',
      alpha: 0.5,
      usesAlpha: true,
      temperature: 20,
      bins: 5,
      representation: 'channel-vector',
      memoryFlip: false,
      batchNorm: 'trained',
      imageSize: 64,
    });
  });

  it('keeps what is given, and resolves its own answer to itself', () => {
    const first = resolveRecipe(recipe({ epochs: 7, representation: 'channel-mean', imageSize: 96 }));
    expect(first.training.epochs).toBe(7);
    expect(first.imageSize).toBe(96);
    expect(resolveRecipe(first.config).config).toEqual(first.config);
  });

  it.each([
    ['zero epochs', recipe({ epochs: 0 }), '"epochs" (Epochs) cannot be 0: give a whole number from 1'],
    ['half an epoch', recipe({ epochs: 1.5 }), 'cannot be 1.5: give a whole number'],
    ['a text for a number', recipe({ epochs: '5' }), 'cannot be "5": give a whole number'],
    ['a number that is none', recipe({ learningRate: NaN }), 'cannot be NaN: give a number from 0.000001 up to 10'],
    ['a choice that is none', recipe({ representation: 'vector' }), 'give one of "channel-vector", "channel-mean"'],
    [
      'a size between stages',
      recipe({ imageSize: 70 }),
      'cannot be 70: give a whole number from 32 up to 256 that is a multiple of 16',
    ],
    [
      'a range whose end is before its beginning',
      recipe({ jpegQualityMin: 80, jpegQualityMax: 60 }),
      'Parameter "jpegQualityMin" (Least JPEG quality) cannot be 80: give a whole number from 1 up to 60 ("jpegQualityMax", Greatest JPEG quality).',
    ],
    [
      'an end before the default beginning',
      recipe({ rotationMax: -20 }),
      'Parameter "rotationMin" (Least rotation) cannot be -10: give a number from -180 up to -20 ("rotationMax", Greatest rotation).',
    ],
    [
      'an unknown method',
      recipe({}, 'corde'),
      `There is no method "corde". Did you mean "cored"? Known: ${methods.map(({ id }) => id).join(', ')}.`,
    ],
    ['an unknown network', recipe({}, 'ft', 'small'), 'There is no network "small". Did you mean "small-cnn"?'],
    [
      'an unknown parameter',
      recipe({ epoch: 3 }),
      'There is no parameter "epoch" of method "cored". Did you mean "epochs"?',
    ],
    [
      "another method's parameter",
      recipe({ temperature: 3 }, 'ft'),
      'There is no parameter "temperature" of method "ft".',
    ],
  ])('refuses %s', (_, given, message) => {
    expect(() => resolveRecipe(given)).toThrow(expect.objectContaining({ code: 'bad-input' }));
    expect(() => resolveRecipe(given)).toThrow(message);
  });
});
