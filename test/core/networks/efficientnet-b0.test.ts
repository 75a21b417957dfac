/** EfficientNet-B0 against the golden numbers of its published PyTorch definition. */
import { efficientnetB0 } from '../../../src/core/networks/efficientnet-b0';
import golden from '../../golden/efficientnet-b0.json';
import small from '../../golden/efficientnet-b0-64.json';
import { expectGolden, smallTolerances } from './expect-golden';
import { GoldenNetwork } from './golden-network';

expectGolden(efficientnetB0, GoldenNetwork.parse(golden), {
  lossesAfterUpdates: [1e-2, 1e-2],
  logitsAfterUpdates: 2e-3,
});

expectGolden(efficientnetB0, GoldenNetwork.parse({ ...golden, ...small }), smallTolerances);
