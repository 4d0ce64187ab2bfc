import { existsSync } from 'node:fs';
import { defineConfig } from 'vite';

/** Everything that runs in Node: Electron's entry, the engine's worker and the command line. Packages stay outside. */
const entries = ['main', 'engine', 'cli'];

export default defineConfig({
  publicDir: false,
  build: {
    ssr: true,
    // The command line's pure commands run on Node 20 as well; what needs more is imported when it is asked for.
    target: 'node20',
    outDir: 'dist',
    emptyOutDir: false,
    sourcemap: true,
    minify: false,
    rolldownOptions: {
      input: Object.fromEntries(
        entries.filter((name) => existsSync(`electron/${name}.ts`)).map((name) => [name, `electron/${name}.ts`]),
      ),
      external: ['electron'],
      // No hashes: a new build replaces the old one file by file.
      output: { format: 'es', entryFileNames: '[name].js', chunkFileNames: 'chunks/[name].js' },
    },
  },
});
