/** The large networks at 64 px against PyTorch's numbers on engine `webgpu`. */
import { vi } from 'vitest';
import { efficientnetB0 } from '../../../src/core/networks/efficientnet-b0';
import { xception } from '../../../src/core/networks/xception';
import { openWebgpu } from '../../../src/engine/webgpu/open-webgpu';
import { findAdapter } from '../../fixtures/webgpu-adapter';
import { expectGoldenOn, smallTolerances, type OpenableEngine } from '../../core/networks/expect-golden';
import { GoldenNetwork } from '../../core/networks/golden-network';
import efficientnetB0Golden from '../../golden/efficientnet-b0.json';
import efficientnetB0Small from '../../golden/efficientnet-b0-64.json';
import xceptionGolden from '../../golden/xception.json';
import xceptionSmall from '../../golden/xception-64.json';

// The first pass makes all shaders, which takes a minute on a processor that others use, too.
vi.setConfig({ testTimeout: 240_000, hookTimeout: 240_000 });

const { isFound, detail } = await findAdapter();
const engine: OpenableEngine = {
  ...{ id: 'webgpu', obstacle: isFound ? null : detail, open: () => openWebgpu() },
  updates: detail.includes('software') ? 2 : 3,
};

expectGoldenOn(engine, {
  network: xception,
  golden: GoldenNetwork.parse({ ...xceptionGolden, ...xceptionSmall }),
  tolerances: smallTolerances,
});
expectGoldenOn(engine, {
  network: efficientnetB0,
  golden: GoldenNetwork.parse({ ...efficientnetB0Golden, ...efficientnetB0Small }),
  tolerances: smallTolerances,
});
