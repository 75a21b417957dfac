/** The compiled AssemblyScript of ./kernels; scripts/kernels-plugin.mjs makes the module. */
declare module 'virtual:training-kernels' {
  /** WebAssembly modules in base64. */
  export const relaxed: string;
  export const plain: string;
}
