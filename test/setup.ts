// node:sqlite and registerHooks need the Node 24 that package.json brings; without its install script npm falls back
// to the system's Node silently, and failures would point anywhere but there.
if (!process.versions.node.startsWith('24.')) {
  throw new Error(
    `Tests run on Node 24, this is ${process.versions.node}. Run \`npm ci\` (with install scripts) and start through npm.`,
  );
}
