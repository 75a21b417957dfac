/** Xception against the golden numbers of its published PyTorch definition. */
import { xception } from '../../../src/core/networks/xception';
import golden from '../../golden/xception.json';
import { expectGolden } from './expect-golden';
import { GoldenNetwork } from './golden-network';

// PyTorch in float64 is 4.4 % away from its own float32 here, see test/golden/xception-rounding.py.
expectGolden(xception, GoldenNetwork.parse(golden), { logitsAfterUpdates: 6e-2 });
