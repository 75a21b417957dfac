/** The small network's trainings beside PyTorch's on engine `webgpu`; the large networks' first updates: golden-networks.test.ts. */
import { beforeAll, describe, it } from 'vitest';
import { openWebgpu } from '../../../src/engine/webgpu/open-webgpu';
import { expectTrajectory, trajectories } from '../../core/training/expect-trajectory';
import { findAdapter, titled } from '../../fixtures/webgpu-adapter';

/** Of each loss, relatively, as on engine `wasm`. */
const allowed = 1e-3;
const adapter = await findAdapter();
/** A software device takes a minute for each. The terms of FT are among those of CoReD; the representations differ in one sum. */
const isSlow = adapter.detail.includes('software');
const ofSmall = trajectories.filter(({ network }) => network === 'small-cnn');
const small = isSlow ? ofSmall.filter(({ method }) => method === 'cored').slice(0, 1) : ofSmall;

describe.skipIf(!adapter.isFound)(titled('trajectories of webgpu', adapter), { timeout: 480_000 }, () => {
  beforeAll(() => openWebgpu());

  it.each(small)('$network, $method $representation at $learningRate: all losses', (trajectory) =>
    expectTrajectory(trajectory, allowed),
  );
});
