/** Every engine, in the order in which they are shown. */
import { cpu } from './cpu';
import type { EngineDefinition } from './engine';
import { tensorflow } from './tensorflow';
import { wasm } from './wasm';
import { webgpu } from './webgpu';

export const engines: readonly EngineDefinition[] = [tensorflow, webgpu, wasm, cpu];
