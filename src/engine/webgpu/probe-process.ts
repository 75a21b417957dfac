/** The process that looks for a GPU, entry of out/main/webgpu-probe.js: prints one line of JSON, see probe.ts. */
import { create } from 'webgpu';

const gpu = create([]);
const adapter = await gpu.requestAdapter({ powerPreference: 'high-performance' });
let found: object | null = null;
if (adapter) {
  // A driver may have an adapter to offer and fail to open it.
  const opened = await adapter.requestDevice();
  const { vendor, architecture, device, description, isFallbackAdapter } = adapter.info;
  found = { vendor, architecture, device, description, isFallbackAdapter };
  opened.destroy();
}
process.stdout.write(`${JSON.stringify({ device: found, names: await deviceNames() })}\n`);

/** Dawn gives the names of its devices in one place only: the error for a device that it does not have. */
async function deviceNames(): Promise<string[]> {
  try {
    await create(['adapter=no device has this name']).requestAdapter();
    return [];
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    return [...text.matchAll(/name: '(.*)'/g)].map(([, name = '']) => name);
  }
}
