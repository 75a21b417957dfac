import type { Plugin } from 'vite';

export function shownTexts(): Plugin;
