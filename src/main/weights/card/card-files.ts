/** The files beside exported weights: a model card to read and as data, and what model hubs look for in a folder. */
import type { ModelFile } from '../model-weights';
import { cardText } from './card-text';
import type { CardOrigin } from './card-origin';
import { modelCard, type CardSubject, type ModelCard } from './model-card';

/** What hubs and their libraries look for: the weights' file has this name, whatever the run is called. */
export const hubName = 'model';

export function cardFiles(origin: CardOrigin, subject: CardSubject): ModelFile[] {
  const card = modelCard(origin, subject);
  return [
    { name: 'README.md', bytes: new TextEncoder().encode(cardText(card)) },
    jsonFile('model-card.json', card),
    jsonFile('config.json', hubConfig(card)),
    jsonFile('preprocessor_config.json', hubPreprocessing(card)),
  ];
}

/** Names and meaning as in the Hugging Face hub's config.json of image classifiers. */
function hubConfig({ network, classes, preprocessing }: ModelCard): object {
  return {
    model_type: network,
    image_size: preprocessing.resize.width,
    num_channels: preprocessing.mean.length,
    id2label: Object.fromEntries(classes.map((name, index) => [String(index), name])),
    label2id: Object.fromEntries(classes.map((name, index) => [name, index])),
  };
}

/** As in that hub's preprocessor_config.json; `resample` 2 is PIL's bilinear, which is anti-aliased. */
function hubPreprocessing({ preprocessing }: ModelCard): object {
  const { resize, rescaleFactor, mean, standardDeviation, insideModel } = preprocessing;
  return {
    do_resize: true,
    size: { height: resize.height, width: resize.width },
    resample: 2,
    do_center_crop: false,
    do_rescale: !insideModel,
    rescale_factor: rescaleFactor,
    do_normalize: !insideModel,
    image_mean: mean,
    image_std: standardDeviation,
  };
}

function jsonFile(name: string, value: object): ModelFile {
  return { name, bytes: new TextEncoder().encode(`${JSON.stringify(value, null, 2)}\n`) };
}
