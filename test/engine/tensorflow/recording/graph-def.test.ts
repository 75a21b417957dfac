/** Graphs as TensorFlow reads them, taken apart again by a reader of protocol buffers that knows nothing of the writer. */
import { expect, it } from 'vitest';
import { writeGraphDef } from '../../../../src/engine/tensorflow/recording/graph-def';
import { ProtobufMessage } from '../../../../src/shared/protobuf-message';
import { messagesIn, readProtobuf, textsIn } from '../../../fixtures/read-protobuf';

it('writes whole numbers of any size, and negative ones', () => {
  const numbers = [0, 1, 127, 128, 300, 2 ** 31, 2 ** 53 - 1, -1, -300];
  const message = new ProtobufMessage();
  for (const number of numbers) message.int(7, number);
  expect(readProtobuf(message.finish()).get(7)).toEqual(numbers.map(BigInt));
  // 300 as in the encoding's own documentation.
  expect([...new ProtobufMessage().int(1, 300).finish()]).toEqual([0x08, 0xac, 0x02]);
});

it('writes nodes with their inputs and attributes, and a version', () => {
  const values = Float32Array.of(1.5, -2);
  const graph = readProtobuf(
    writeGraphDef([
      {
        ...{ name: 'c', operation: 'Const', inputs: [] },
        attributes: { value: { tensor: { type: 1, shape: [2], bytes: new Uint8Array(values.buffer) } } },
      },
      {
        ...{ name: 'p', operation: 'MaxPool', inputs: ['c:0', 'c:1'] },
        attributes: {
          padding: { text: 'EXPLICIT' },
          T: { type: 1 },
          explicit_paddings: { ints: [0, 0, -1, 200] },
          epsilon: { real: 0.5 },
          is_training: { flag: true },
          group: { int: 3 },
          shape: { shape: [2, 0] },
        },
      },
    ]),
  );
  expect(messagesIn(graph, 4).map((version) => version.get(1))).toEqual([[1087n]]);
  const [constant, pool] = messagesIn(graph, 1);
  if (!constant || !pool) throw new Error('There are no two nodes.');
  expect([textsIn(pool, 1), textsIn(pool, 2), textsIn(pool, 3)]).toEqual([['p'], ['MaxPool'], ['c:0', 'c:1']]);
  const attributes = new Map(messagesIn(pool, 5).map((entry) => [textsIn(entry, 1)[0], messagesIn(entry, 2)[0]]));
  const attribute = (name: string) => attributes.get(name) ?? new Map<number, (bigint | Uint8Array | number)[]>();
  expect(textsIn(attribute('padding'), 2)).toEqual(['EXPLICIT']);
  expect(attribute('T').get(6)).toEqual([1n]);
  expect(messagesIn(attribute('explicit_paddings'), 1)[0]?.get(3)).toEqual([0n, 0n, -1n, 200n]);
  expect(attribute('epsilon').get(4)).toEqual([0.5]);
  expect(attribute('is_training').get(5)).toEqual([1n]);
  expect(attribute('group').get(3)).toEqual([3n]);
  const [shape = new Map<number, (bigint | Uint8Array | number)[]>()] = messagesIn(attribute('shape'), 7);
  expect(messagesIn(shape, 2).map((side) => side.get(1))).toEqual([[2n], [0n]]);
  const [value] = messagesIn(constant, 5).flatMap((entry) => messagesIn(entry, 2));
  const [tensor] = value ? messagesIn(value, 8) : [];
  expect(tensor?.get(1)).toEqual([1n]);
  const [content] = tensor?.get(4) ?? [];
  expect(content).toEqual(new Uint8Array(values.buffer));
});
