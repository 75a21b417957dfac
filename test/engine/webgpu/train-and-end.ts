/** A program for exit.test.ts: computes on engine `webgpu`, prints the result and comes to its end in the way it is told. */
import * as tf from '@tensorflow/tfjs-core';
import { openWebgpu } from '../../../src/engine/webgpu/open-webgpu';

const [way] = process.argv.slice(2);
await openWebgpu();
const product = tf.matMul(tf.ones([40, 40]), tf.ones([40, 40]));
process.stdout.write(`${String((await tf.sum(product).data())[0])}\n`);
if (way === 'removed') tf.removeBackend('webgpu');
if (way === 'busy') for (let turn = 0; turn < 20; turn++) tf.matMul(product, product);
if (way === 'exit') process.exit(3);
if (way === 'thrown') throw new Error('thrown on purpose');
