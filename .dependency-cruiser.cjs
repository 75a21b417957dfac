/** The arrows: shared <- core <- engine <- main, shared <- preload, shared <- renderer. See docs/architecture.md. */
const only = (name, packages, allowed) => ({
  name,
  severity: 'error',
  from: { path: '^src/', pathNot: allowed },
  to: { path: packages },
});
const not = (name, from, to) => ({ name, severity: 'error', from: { path: from }, to: { path: to } });

module.exports = {
  forbidden: [
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'no-unresolvable',
      severity: 'error',
      from: { pathNot: '^src/engine/wasm/kernels/' },
      to: { couldNotResolve: true, pathNot: '^(@tensorflow/tfjs-node|virtual:)' },
    },
    {
      // Templates write that folder while the kernels are compiled; a test holds its files to these imports.
      name: 'no-unresolvable-but-generated-kernels',
      severity: 'error',
      from: { path: '^src/engine/wasm/kernels/' },
      to: { couldNotResolve: true, pathNot: '^[.]/generated/' },
    },
    not('shared-imports-nothing', '^src/shared/', '^src/(core|engine|main|preload|renderer)/'),
    not('core-imports-shared', '^src/core/', '^src/(engine|main|preload|renderer)/'),
    not('core-trains-on-top', '^src/core/(?!training/)', '^src/core/training/'),
    not('weights-and-images-are-at-the-bottom', '^src/core/(weights|images)/', '^src/core/(?!weights/|images/)'),
    not('engine-imports-core', '^src/engine/', '^src/(main|preload|renderer)/'),
    not('main-imports-no-interface', '^src/main/', '^src/(preload|renderer)/'),
    not('preload-imports-shared', '^src/preload/', '^src/(core|engine|main|renderer)/'),
    not('renderer-imports-shared', '^src/renderer/', '^src/(core|engine|main|preload)/'),
    only('electron-in-its-hosts', '^electron$|node_modules/electron/', '^src/(main/electron|preload)/'),
    only('vue-in-renderer', 'node_modules/(vue|pinia|vue-router|element-plus|uplot|@tanstack)/', '^src/renderer/'),
    only('sqlite-in-registry', 'node_modules/better-sqlite3/', '^src/main/registry/'),
    only('tfjs-in-core-and-engine', 'node_modules/@tensorflow/', '^src/(core|engine)/'),
    {
      name: 'core-uses-the-tfjs-api-alone',
      severity: 'error',
      from: { path: '^src/core/' },
      to: { path: 'node_modules/@tensorflow/tfjs-(backend|node)' },
    },
    {
      name: 'no-node-in-the-portable-part',
      severity: 'error',
      from: { path: '^src/(shared|core|renderer)/' },
      to: { dependencyTypes: ['core'] },
    },
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    doNotFollow: { path: 'node_modules' },
    enhancedResolveOptions: {
      extensions: ['.ts', '.vue', '.js', '.mjs', '.cjs'],
      mainFields: ['module', 'main', 'types'],
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
    },
  },
};
