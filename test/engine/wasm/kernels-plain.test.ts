import { kernelSuite } from './kernel-suite';

kernelSuite('training kernels, plain SIMD', { build: 'plain', isWide: false });
