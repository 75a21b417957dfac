import { kernelSuite } from './kernel-suite';

kernelSuite('training kernels, relaxed SIMD, tile for 256 bits', { build: 'relaxed', isWide: true });
