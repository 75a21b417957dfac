import tseslint from 'typescript-eslint';
import vue from 'eslint-plugin-vue';

/** Of Node's, those that open a file whatever it is: a FIFO hangs them, a device may never end. */
const opening = [
  ...['default', 'open', 'openSync', 'openAsBlob', 'readFile', 'readFileSync', 'createReadStream', 'createWriteStream'],
  ...['copyFile', 'copyFileSync', 'cp', 'cpSync', 'appendFile', 'appendFileSync', 'writeFile', 'writeFileSync'],
];

/** The only files that use them all the same, and why each may. */
const openers = {
  'looks at the kind first': [
    'src/main/files/*.ts',
    'src/main/logs/rotate.ts',
    'src/main/datasets/image-cache/set-file.ts',
    'src/main/electron/window-state.ts',
    'src/main/registry/{backup-file,private-copy,registry-place,salvage}.ts',
    'src/main/runs/event-log.ts',
  ],
  'writes new files only (wx), or into a folder that it has just made': [
    'src/main/bundle/{un,}*bundle.ts',
    'src/main/datasets/demo/{make-demo-dataset,write-task}.ts',
    'src/main/datasets/image-cache/{decode-lock,write-whole}.ts',
    'src/main/engines/benchmark-book.ts',
    'src/main/prepare/{preparation-folder,prepare-video}.ts',
    'src/main/runs/durable-file.ts',
    'src/main/executors/submission-folder.ts',
    'src/main/server/handover-page.ts',
    'src/main/weights/keras/hdf5-file.ts',
    'src/main/worker/worker-presence.ts',
    'src/engine/replicas/replica-file.ts',
  ],
  'reads what is part of the program or of an installed package': [
    'src/main/calls/demo-start.ts',
    'src/main/datasets/demo/photographs.ts',
    'src/main/electron/find-desktop.ts',
    'src/main/electron/updates/releases-address.ts',
    'src/main/engines/benchmark-key.ts',
    'src/main/find-program.ts',
    'src/main/server/renderer-files.ts',
    'src/engine/tensorflow/installation.ts',
  ],
  'reads what the system tells in /proc and /sys': [
    'src/main/machine/{amd-gpus,process-use}.ts',
    'src/main/processes/process-start.ts',
    'src/main/runs/{memory-kills,worker-life}.ts',
    'src/main/worker/device-processes.ts',
    'src/engine/physical-cores.ts',
  ],
};

export default tseslint.config(
  { ignores: ['out/**', 'dist/**', 'node_modules/**', 'src/engine/wasm/kernels/**'] },
  ...tseslint.configs.recommended,
  ...vue.configs['flat/recommended'],
  {
    files: ['**/*.vue'],
    languageOptions: { parserOptions: { parser: tseslint.parser } },
  },
  {
    files: ['src/**/*.ts', 'test/**/*.ts', 'scripts/**/*.ts', 'src/**/*.vue'],
    rules: {
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-non-null-assertion': 'error',
      // An underscore marks a parameter that only those who override the method read.
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_' }],
      '@typescript-eslint/consistent-type-imports': 'error',
      'max-params': ['error', 4],
      eqeqeq: 'error',
      'no-console': 'error',
    },
  },
  {
    files: ['src/**/*.ts', 'src/**/*.vue'],
    rules: { 'max-lines': ['error', { max: 300, skipBlankLines: true, skipComments: true }] },
  },
  {
    files: ['src/**/*.ts'],
    ignores: Object.values(openers).flat(),
    rules: {
      'no-restricted-imports': [
        'error',
        {
          paths: ['node:fs', 'node:fs/promises'].map((name) => ({
            name,
            importNames: opening,
            message: 'Files are opened by src/main/files, which looks at what they are first.',
          })),
        },
      ],
    },
  },
  {
    // Layout is prettier's business.
    files: ['**/*.vue'],
    rules: {
      'vue/max-attributes-per-line': 'off',
      'vue/singleline-html-element-content-newline': 'off',
      'vue/multiline-html-element-content-newline': 'off',
      'vue/html-self-closing': 'off',
      'vue/html-indent': 'off',
      'vue/html-closing-bracket-newline': 'off',
      'vue/first-attribute-linebreak': 'off',
      'vue/multi-word-component-names': 'off',
    },
  },
  {
    files: ['scripts/**/*.mjs', '*.cjs'],
    languageOptions: { globals: { process: 'readonly', console: 'readonly', URL: 'readonly' } },
    rules: { 'no-console': 'off' },
  },
);
