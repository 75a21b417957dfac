/** Lets Dawn find a GPU's driver on a machine where little is installed. */
import { execFile } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** Where the Vulkan loader looks by itself. */
const driverFolders = ['/usr/share/vulkan/icd.d', '/etc/vulkan/icd.d', '/usr/local/share/vulkan/icd.d'];
const nvidiaLibrary = 'libGLX_nvidia.so.0';

export interface Vulkan {
  readonly env: NodeJS.ProcessEnv;
  /** What was done, for the report. */
  readonly detail: string;
}

/** The environment as it is, with the pack's own Vulkan loader where there is none, and a description of NVIDIA's driver. */
export async function vulkanEnvironment(root: string, output: string): Promise<Vulkan> {
  const libraries = await knownLibraries();
  const hasLoader = libraries.includes('libvulkan.so.1');
  const path = [...(hasLoader ? [] : [join(root, 'lib')]), process.env['LD_LIBRARY_PATH'] ?? ''].filter(Boolean);
  const env = { ...process.env, ...(path.length > 0 && { LD_LIBRARY_PATH: path.join(':') }) };
  const loader = hasLoader ? "the machine's Vulkan loader" : "the pack's Vulkan loader";
  const named = process.env['VK_DRIVER_FILES'] ?? process.env['VK_ICD_FILENAMES'];
  if (named !== undefined) return { env, detail: `${loader}, driver ${named}` };
  const found = driverFolders.flatMap((folder) => (existsSync(folder) ? readdirSync(folder) : []));
  const isDescribed = found.some((name) => name.includes('nvidia'));
  if (isDescribed || !libraries.includes(nvidiaLibrary)) {
    return { env, detail: `${loader}, drivers ${found.join(', ') || 'none'}` };
  }
  const driver = join(output, 'nvidia_icd.json');
  const description = { file_format_version: '1.0.0', ICD: { library_path: nvidiaLibrary, api_version: '1.3.0' } };
  await writeFile(driver, JSON.stringify(description));
  return { env: { ...env, VK_DRIVER_FILES: driver }, detail: `${loader}, ${nvidiaLibrary} described by the pack` };
}

/** Names of the libraries that the dynamic linker knows. */
async function knownLibraries(): Promise<string> {
  for (const program of ['ldconfig', '/sbin/ldconfig', '/usr/sbin/ldconfig']) {
    try {
      return (await promisify(execFile)(program, ['-p'], { maxBuffer: 2 ** 24 })).stdout;
    } catch {
      // Not under this name; without any of them nothing is known.
    }
  }
  return '';
}
