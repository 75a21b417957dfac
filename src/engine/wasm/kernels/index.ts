/**
 * Training kernels in AssemblyScript, compiled twice: with relaxed SIMD (fused multiply-add) and without.
 * They import the backend's memory and get addresses in it; nothing here may need static data, which would overwrite it.
 */
export { multiplyAddAll } from './placeholder';
