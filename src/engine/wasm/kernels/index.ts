/**
 * Training kernels in AssemblyScript, compiled twice: with relaxed SIMD (fused multiply-add) and without.
 * They import the backend's memory and get addresses in it; nothing here may need static data, which would overwrite it.
 * Values are float32. Where two neighbouring 128-bit operations stand side by side, V8 can join them into one of 256 bits.
 * The files in `generated` are written by ../kernel-templates when the kernels are compiled; `npm run kernels` shows them.
 */
export { batchStatistics } from './batch-statistics';
export {
  gradientApply,
  gradientApplyRelu,
  gradientApplySwish,
  gradientSums,
  gradientSumsRelu,
  gradientSumsSwish,
  normalise,
  normaliseRelu,
  normaliseSwish,
} from './generated/normalisation';
export { channelMeans, channelMeansGradient, scaleChannels, scaleChannelsGradient, sumRows } from './channels';
export { depthwise3x3, depthwise3x3FilterGradient } from './depthwise-3x3';
export { depthwiseConvolution, depthwiseFilterGradient, depthwiseInputGradient } from './generated/depthwise-passes';
export { adamUpdate, add, momentumUpdate, movingAverage, relu, reluGradient } from './elementwise';
export { gemm, gemmScratchBytes } from './gemm';
export { gatherPatches, scatterPatches } from './patches';
export { maxPool, maxPoolGradient } from './pooling';
export { convolvePadded, filterGradientPadded, padImage, reverseTaps } from './depthwise-padded';
