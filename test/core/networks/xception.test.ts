/** Xception against the golden numbers of its published PyTorch definition. */
import { xception } from '../../../src/core/networks/xception';
import golden from '../../golden/xception.json';
import small from '../../golden/xception-64.json';
import { expectGolden, smallTolerances } from './expect-golden';
import { GoldenNetwork } from './golden-network';

// PyTorch is as far from its own golden losses and logits when the images move by 1e-7: test/torch/xception-rounding.py.
expectGolden(xception, GoldenNetwork.parse(golden), { lossesAfterUpdates: [1e-2, 0.1], logitsAfterUpdates: 0.12 });

expectGolden(xception, GoldenNetwork.parse({ ...golden, ...small }), smallTolerances);
