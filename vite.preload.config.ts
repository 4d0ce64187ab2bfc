import { defineConfig } from 'vite';
import { eventNames, requestNames } from './shared/contract.ts';

/**
 * One CommonJS file: a sandboxed preload has no modules (Electron's sandbox tutorial). The closed lists of names are
 * put in at build time, so that the contract's schemas stay out of it.
 */
export default defineConfig({
  publicDir: false,
  define: { __REQUEST_NAMES__: JSON.stringify(requestNames), __EVENT_NAMES__: JSON.stringify(eventNames) },
  build: {
    target: 'chrome156',
    outDir: 'dist',
    emptyOutDir: false,
    minify: false,
    lib: { entry: 'electron/preload.ts', formats: ['cjs'], fileName: () => 'preload.cjs' },
    rolldownOptions: { external: ['electron'] },
  },
});
