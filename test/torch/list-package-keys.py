"""Lists the names and shapes of packages' checkpoints, as test/files/keys holds them: one tensor a line.

    pip install torch timm==0.9.16 pretrainedmodels==0.7.4 efficientnet_pytorch==0.7.1
    python3 test/torch/list-package-keys.py test/files/keys
"""
import os
import sys

sys.dont_write_bytecode = True
from package_models import models  # noqa: E402

folder = sys.argv[1]
# As many outputs as two packages have of themselves; the others are cut down to two.
outputs = {'pretrainedmodels-xception': 1000, 'efficientnet_pytorch-b0': 1000}
for name, make in models.items():
    with open(os.path.join(folder, name + '.txt'), 'w') as file:
        for key, tensor in make(outputs.get(name, 2)).state_dict().items():
            file.write('%s %s\n' % (key, ','.join(map(str, tensor.shape))))
