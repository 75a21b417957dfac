"""Opens .keras files and gives their outputs, one list per file, as JSON.

    pip install keras jax
    KERAS_BACKEND=jax python3 test/keras/score-model.py JOBS.json

JOBS.json: [{"model": "a.keras", "images": "a.bin", "type": "float32", "shape": [2, 64, 64, 3]}]
"""
import json
import sys

import keras
import numpy

outputs = []
for job in json.load(open(sys.argv[1])):
    images = numpy.fromfile(job['images'], job['type']).reshape(job['shape'])
    model = keras.saving.load_model(job['model'])
    outputs.append(keras.ops.convert_to_numpy(model(images)).tolist())
print(json.dumps(outputs))
