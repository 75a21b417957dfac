/** What buffers of tensors are used for, as tfjs-backend-webgpu has them. */
export function tensorUsage(): GPUBufferUsageFlags {
  return GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC | GPUBufferUsage.COPY_DST;
}
