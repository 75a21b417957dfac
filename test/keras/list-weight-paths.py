"""Lists where Keras keeps the weights of a model that it opened, as test/files/keys/keras-*.txt holds them: one tensor a line.

    pip install keras jax
    KERAS_BACKEND=jax python3 test/keras/list-weight-paths.py MODEL.keras > test/files/keys/keras-NETWORK.txt

The model is saved anew by Keras itself, so that paths, order and shapes are its own.
"""
import io
import os
import sys
import tempfile
import zipfile

import h5py
import keras

model = keras.saving.load_model(sys.argv[1])
with tempfile.TemporaryDirectory() as folder:
    path = os.path.join(folder, 'again.keras')
    model.save(path)
    weights = h5py.File(io.BytesIO(zipfile.ZipFile(path).read('model.weights.h5')))


def show(name, entry):
    if isinstance(entry, h5py.Dataset):
        print(name, ','.join(map(str, entry.shape)), entry.parent.attrs['name'])


weights.visititems(show)
