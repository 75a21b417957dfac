/** How a GPU is named, and which ones are no GPU. */
import { describe, expect, it } from 'vitest';
import { deviceLabel, deviceList, isSoftware, type GpuDevice } from '../../../src/engine/webgpu/gpu-device';

const card: GpuDevice = {
  vendor: 'nvidia',
  architecture: 'ampere',
  device: 'nvidia-rtx-a6000',
  description: 'NVIDIA: 535.183.01',
  isFallbackAdapter: false,
};
const swiftShader: GpuDevice = {
  vendor: 'google',
  architecture: 'swiftshader',
  device: 'swiftshader-device-subzero-',
  description: 'SwiftShader driver 5.0.0',
  isFallbackAdapter: true,
};

describe('deviceLabel', () => {
  it("takes the driver's spelling of the name and adds vendor, architecture and driver", () => {
    const names = ['Intel(R) UHD Graphics', 'NVIDIA RTX A6000'];
    expect(deviceLabel(card, names)).toBe('NVIDIA RTX A6000 (nvidia ampere; NVIDIA: 535.183.01)');
  });

  it('says that a software device is one', () => {
    expect(deviceLabel(swiftShader, ['SwiftShader Device (Subzero)'])).toBe(
      'SwiftShader Device (Subzero) (google swiftshader; SwiftShader driver 5.0.0; software: it computes on the processor)',
    );
  });

  it('does with what the driver tells', () => {
    expect(deviceLabel(card, [])).toBe('nvidia-rtx-a6000 (nvidia ampere; NVIDIA: 535.183.01)');
    const silent = { ...card, vendor: '', architecture: '', device: '' };
    expect(deviceLabel(silent, [])).toBe('NVIDIA: 535.183.01');
    expect(deviceLabel({ ...silent, description: '' }, [])).toBe('unnamed GPU');
  });
});

describe('deviceList', () => {
  it('begins with the device that is taken unasked, and names namesakes once', () => {
    const names = ['Intel(R) UHD Graphics', 'NVIDIA RTX A6000', 'NVIDIA RTX A6000', 'Intel(R) UHD Graphics'];
    expect(deviceList(card, names)).toEqual([
      'NVIDIA RTX A6000 (nvidia ampere; NVIDIA: 535.183.01)',
      'Intel(R) UHD Graphics',
    ]);
  });
});

describe('isSoftware', () => {
  it('knows rasterisers that compute on the processor, also where they do not admit it', () => {
    expect(isSoftware(swiftShader)).toBe(true);
    expect(isSoftware({ ...swiftShader, isFallbackAdapter: false })).toBe(true);
    expect(isSoftware({ ...card, device: 'llvmpipe-llvm-15-0-6-256-bits-' })).toBe(true);
    expect(isSoftware({ ...card, description: 'Microsoft Basic Render Driver' })).toBe(true);
    expect(isSoftware(card)).toBe(false);
  });
});
