/** The weights of the face networks as tensors, handed out by name and by what they are. */
import * as tf from '@tensorflow/tfjs-core';
import type { Weights } from '../weights/weights';

export class FaceTensors {
  private readonly filtersByName = new Map<string, tf.Tensor4D>();
  private readonly matricesByName = new Map<string, tf.Tensor2D>();
  private readonly vectorsByName = new Map<string, tf.Tensor1D>();

  constructor(weights: Weights) {
    for (const { name, shape, data } of weights) {
      const [a = 1, b = 1, c = 1, d = 1] = shape;
      if (shape.length === 4) this.filtersByName.set(name, tf.tensor4d(data, [a, b, c, d]));
      if (shape.length === 2) this.matricesByName.set(name, tf.tensor2d(data, [a, b]));
      if (shape.length === 1) this.vectorsByName.set(name, tf.tensor1d(data));
    }
  }

  /** [size, size, in, out]. Throws where there is none of that name, as the others do. */
  filters(name: string): tf.Tensor4D {
    return found(this.filtersByName, name);
  }

  matrix(name: string): tf.Tensor2D {
    return found(this.matricesByName, name);
  }

  vector(name: string): tf.Tensor1D {
    return found(this.vectorsByName, name);
  }

  dispose(): void {
    for (const tensors of [this.filtersByName, this.matricesByName, this.vectorsByName]) {
      tf.dispose([...tensors.values()]);
      tensors.clear();
    }
  }
}

function found<Kind extends tf.Tensor>(tensors: ReadonlyMap<string, Kind>, name: string): Kind {
  const tensor = tensors.get(name);
  if (tensor === undefined) throw new Error(`The weights have no tensor "${name}" of that kind.`);
  return tensor;
}
