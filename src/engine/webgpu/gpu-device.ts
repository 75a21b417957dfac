/** What WebGPU says of a GPU, and the words in which a person reads it. */
import { z } from 'zod';

export const GpuDevice = z.object({
  /** Lower case, e.g. `nvidia`; empty where the driver does not say. */
  vendor: z.string(),
  architecture: z.string(),
  /** The device's name in lower case with dashes. */
  device: z.string(),
  /** The driver. */
  description: z.string(),
  isFallbackAdapter: z.boolean(),
});
export type GpuDevice = z.infer<typeof GpuDevice>;

/** Rasterisers that compute on the processor: Chromium's, Mesa's and Windows'. */
const softwareNames = /swiftshader|llvmpipe|lavapipe|softpipe|microsoft basic render/i;

export function isSoftware({ vendor, architecture, device, description, isFallbackAdapter }: GpuDevice): boolean {
  return isFallbackAdapter || softwareNames.test([vendor, architecture, device, description].join(' '));
}

/** `names`: the machine's devices as their drivers write them, of which `gpu` is one. */
export function deviceLabel(gpu: GpuDevice, names: readonly string[]): string {
  const { vendor, architecture, description } = gpu;
  const name = names.find((full) => isCalled(gpu, full)) ?? shortName(gpu);
  const family = [vendor, architecture].filter((word) => word !== '').join(' ');
  const facts = [family, description, isSoftware(gpu) ? 'software: it computes on the processor' : ''];
  const said = facts.filter((fact) => fact !== '' && fact !== name);
  return said.length === 0 ? name : `${name} (${said.join('; ')})`;
}

/** The device that training takes unasked, and then the others, each by its name; Dawn cannot tell namesakes apart. */
export function deviceList(gpu: GpuDevice, names: readonly string[]): string[] {
  return [deviceLabel(gpu, names), ...new Set(names.filter((name) => !isCalled(gpu, name)))];
}

/** Whether `gpu` is the device whose driver calls it `name`. */
export function isCalled({ device }: GpuDevice, name: string): boolean {
  return dashed(device) === dashed(name);
}

function shortName({ device, description }: GpuDevice): string {
  return device || description || 'unnamed GPU';
}

/** WebGPU's way of writing a name. */
function dashed(name: string): string {
  return name
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '');
}
