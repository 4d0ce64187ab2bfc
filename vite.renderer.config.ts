import { readFileSync } from 'node:fs';
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';
import { contentSecurityPolicy } from './electron/host/pageFiles.ts';

/** The hosts send the policy as a header; in the page it holds even where a file is opened in another way. */
const policyInPage: Plugin = {
  name: 'policy-in-page',
  apply: 'build',
  transformIndexHtml: () => [
    {
      tag: 'meta',
      attrs: {
        'http-equiv': 'Content-Security-Policy',
        // Browsers ignore this one in a page and say so on the console.
        content: contentSecurityPolicy.replace(/frame-ancestors [^;]*; /, ''),
      },
      injectTo: 'head-prepend',
    },
  ],
};

/** The mark in the browser's tab; the drawing is the one of the packages. */
const markInTab: Plugin = {
  name: 'mark-in-tab',
  apply: 'build',
  generateBundle() {
    this.emitFile({ type: 'asset', fileName: 'icon.png', source: readFileSync('resources/icons/app-256.png') });
  },
  transformIndexHtml: () => [{ tag: 'link', attrs: { rel: 'icon', href: './icon.png' }, injectTo: 'head' }],
};

export default defineConfig({
  root: 'renderer',
  // Relative: the same files are served as app://queuewatch/ and from a web host's root.
  base: './',
  publicDir: false,
  plugins: [react(), policyInPage, markInTab],
  build: {
    target: 'chrome130',
    outDir: '../dist/renderer',
    emptyOutDir: true,
    sourcemap: true,
    // The policy knows fonts and scripts from files only.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
});
