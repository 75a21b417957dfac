import { kernelSuite } from './kernel-suite';

kernelSuite('training kernels, relaxed SIMD, tile for 128 bits', { build: 'relaxed', isWide: false });
