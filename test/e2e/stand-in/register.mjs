/** Loaded before the built main process: `electron` becomes the stand-in, and its TypeScript files find each other. */
import { registerHooks } from 'node:module';

registerHooks({
  resolve(specifier, context, next) {
    if (specifier === 'electron') return { url: new URL('./electron.ts', import.meta.url).href, shortCircuit: true };
    const isOurs = context.parentURL?.includes('/test/e2e/') && specifier.startsWith('.');
    return next(isOurs ? `${specifier}.ts` : specifier, context);
  },
});
