/** Graphs as TensorFlow reads them, taken apart again by a reader of protocol buffers that knows nothing of the writer. */
import { expect, it } from 'vitest';
import { writeGraphDef } from '../../../../src/engine/tensorflow/recording/graph-def';
import { ProtobufMessage } from '../../../../src/shared/protobuf-message';

/** By the number of the field: whole numbers, bytes, or 4 bytes of a float. */
function read(bytes: Uint8Array): Map<number, (bigint | Uint8Array | number)[]> {
  const fields = new Map<number, (bigint | Uint8Array | number)[]>();
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = 0;
  const varint = () => {
    let value = 0n;
    for (let shift = 0n; ; shift += 7n) {
      const byte = view.getUint8(at++);
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return BigInt.asIntN(64, value);
    }
  };
  const value = (type: number) => {
    if (type === 0) return varint();
    if (type === 5) return view.getFloat32((at += 4) - 4, true);
    const length = Number(varint());
    return bytes.subarray(at, (at += length));
  };
  while (at < bytes.length) {
    const key = Number(varint());
    const field = key >> 3;
    fields.set(field, [...(fields.get(field) ?? []), value(key & 7)]);
  }
  return fields;
}

const messages = (fields: ReturnType<typeof read>, field: number) =>
  (fields.get(field) ?? []).map((value) => read(value instanceof Uint8Array ? value : new Uint8Array(0)));
const texts = (fields: ReturnType<typeof read>, field: number) =>
  (fields.get(field) ?? []).map((value) => (value instanceof Uint8Array ? Buffer.from(value).toString() : value));

it('writes whole numbers of any size, and negative ones', () => {
  const numbers = [0, 1, 127, 128, 300, 2 ** 31, 2 ** 53 - 1, -1, -300];
  const message = new ProtobufMessage();
  for (const number of numbers) message.int(7, number);
  expect(read(message.finish()).get(7)).toEqual(numbers.map(BigInt));
  // 300 as in the encoding's own documentation.
  expect([...new ProtobufMessage().int(1, 300).finish()]).toEqual([0x08, 0xac, 0x02]);
});

it('writes nodes with their inputs and attributes, and a version', () => {
  const values = Float32Array.of(1.5, -2);
  const graph = read(
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
  expect(messages(graph, 4).map((version) => version.get(1))).toEqual([[1087n]]);
  const [constant, pool] = messages(graph, 1);
  if (!constant || !pool) throw new Error('There are no two nodes.');
  expect([texts(pool, 1), texts(pool, 2), texts(pool, 3)]).toEqual([['p'], ['MaxPool'], ['c:0', 'c:1']]);
  const attributes = new Map(messages(pool, 5).map((entry) => [texts(entry, 1)[0], messages(entry, 2)[0]]));
  const attribute = (name: string) => attributes.get(name) ?? new Map<number, (bigint | Uint8Array | number)[]>();
  expect(texts(attribute('padding'), 2)).toEqual(['EXPLICIT']);
  expect(attribute('T').get(6)).toEqual([1n]);
  expect(messages(attribute('explicit_paddings'), 1)[0]?.get(3)).toEqual([0n, 0n, -1n, 200n]);
  expect(attribute('epsilon').get(4)).toEqual([0.5]);
  expect(attribute('is_training').get(5)).toEqual([1n]);
  expect(attribute('group').get(3)).toEqual([3n]);
  const [shape = new Map<number, (bigint | Uint8Array | number)[]>()] = messages(attribute('shape'), 7);
  expect(messages(shape, 2).map((side) => side.get(1))).toEqual([[2n], [0n]]);
  const [value] = messages(constant, 5).flatMap((entry) => messages(entry, 2));
  const [tensor] = value ? messages(value, 8) : [];
  expect(tensor?.get(1)).toEqual([1n]);
  const [content] = tensor?.get(4) ?? [];
  expect(content).toEqual(new Uint8Array(values.buffer));
});
