/** What the packages are: names, systems, associations, fuses. scripts/package/main.ts adds what depends on the machine. */
import type { Configuration } from 'electron-builder';
import { appId } from './src/main/electron/app-id.ts';

/** Before signing, each is written into Electron's executable. */
const electronFuses: NonNullable<Configuration['electronFuses']> = {
  // On: training workers and jobs fall back to Electron as Node where no Node 24 lies beside the program.
  runAsNode: true,
  // The environment and the command line of whoever starts the program bring no code into it.
  enableNodeOptionsEnvironmentVariable: false,
  enableNodeCliInspectArguments: false,
  // Of macOS and Windows: Electron reads no app.asar that was changed. What lies unpacked beside it is not covered.
  enableEmbeddedAsarIntegrityValidation: true,
  onlyLoadAppFromAsar: true,
  enableCookieEncryption: true,
  // Pages come from app://.
  grantFileProtocolExtraPrivileges: false,
};

/**
 * What a plain Node reads, which cannot look into app.asar: the entries of workers and jobs with the chunks that they
 * share with Electron's own, the packages, and the program's package.json. Electron's entry, the preload script and the
 * interface stay inside.
 */
export const asarUnpack = [
  'package.json',
  'out/main/**/*',
  '!out/main/electron.js',
  'node_modules/**/*',
  'resources/**/*',
];

const configuration: Configuration = {
  appId,
  productName: 'CoReD Workbench',
  copyright: 'Copyright © 2026 The CoReD Workbench authors',
  directories: { output: 'dist', buildResources: 'out/icons' },
  files: ['package.json', 'out/{main,preload,renderer}/**/*', 'resources/{demo.json,icon.png}'],
  asar: true,
  asarUnpack,
  // The packages are chosen in scripts/package, and hold binaries that need no rebuilding.
  beforeBuild: () => Promise.resolve(false),
  electronFuses,
  // Nothing is uploaded, and the program never updates itself.
  publish: null,
  artifactName: 'cored-workbench-${version}-${os}-${arch}.${ext}',
  extraMetadata: { desktopName: 'cored-workbench.desktop' },
  fileAssociations: [
    {
      ext: 'safetensors',
      name: 'Safetensors weights',
      description: 'Weights of a neural network (safetensors)',
      mimeType: 'application/x-safetensors',
      role: 'Viewer',
      rank: 'Alternate',
    },
    {
      ext: 'pth',
      name: 'PyTorch checkpoint',
      description: 'Weights of a neural network (PyTorch)',
      mimeType: 'application/x-pytorch-checkpoint',
      role: 'Viewer',
      rank: 'Alternate',
    },
  ],
  toolsets: {
    // The older one starts the program without Chromium's sandbox.
    appimage: '1.0.3',
  },
  linux: {
    target: ['AppImage', 'deb'],
    executableName: 'cored-workbench',
    // Given, so that nothing is added: older AppImages get --no-sandbox.
    executableArgs: [],
    syncDesktopName: true,
    icon: 'out/icons/png',
    category: 'Science;Education;ArtificialIntelligence',
    synopsis: 'Continual learning in fake-media detection',
    maintainer: 'The CoReD Workbench authors',
    desktop: {
      entry: {
        // As xprop shows it on X11; on Wayland a window is known by the name of the desktop file.
        StartupWMClass: 'CoReD Workbench',
        Keywords: 'deepfake;training;continual learning;',
      },
    },
  },
  mac: {
    target: ['dmg'],
    icon: 'out/icons/icon.icns',
    category: 'public.app-category.education',
  },
  win: { target: ['nsis'], icon: 'out/icons/icon.ico' },
  nsis: { oneClick: false, perMachine: false, allowToChangeInstallationDirectory: true, license: 'LICENSE' },
};

export default configuration;
