import type { Plugin } from 'vite';

export function trainingKernels(): Plugin;
