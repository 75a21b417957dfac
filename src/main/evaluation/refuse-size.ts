/** Refuses a size of images that a network cannot take. */
import { findNetwork } from '../../core/networks';
import { AppError } from '../../shared/errors';

/** `imageSize`: side in pixels. Throws AppError 'bad-input', which names the usual size. */
export function refuseSize(networkId: string, imageSize: number): void {
  const { parameters } = findNetwork(networkId);
  if (parameters.safeParse({ imageSize }).success) return;
  const usual = parameters.parse({}).imageSize;
  throw new AppError('bad-input', `Network "${networkId}" cannot take images of ${imageSize} pixels. Try ${usual}.`);
}
