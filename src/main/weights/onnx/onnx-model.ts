/** ONNX's ModelProto (onnx/onnx.proto): operations in their order, the tensors that they read, input and output. */
import { littleEndianBytes } from '../safetensors';
import type { NamedTensor, Weights } from '../../../core/weights/weights';
import { ProtobufMessage } from '../../../shared/protobuf-message';

export interface OnnxNode {
  readonly name: string;
  /** As ONNX calls the operator. */
  readonly operator: string;
  readonly inputs: readonly string[];
  readonly output: string;
  readonly attributes: Readonly<Record<string, OnnxAttribute>>;
}

/** Every number among ours is whole but `epsilon`. */
export type OnnxAttribute = { readonly int: number } | { readonly ints: readonly number[] } | { readonly real: number };

export interface OnnxValue {
  readonly name: string;
  readonly type: keyof typeof elementTypes;
  /** A text names a side that any number fits: `batch`. */
  readonly shape: readonly (number | string)[];
}

export interface OnnxGraph {
  readonly name: string;
  readonly nodes: readonly OnnxNode[];
  readonly weights: Weights;
  /** Shapes and axes that operators read, as int64. */
  readonly integers: ReadonlyMap<string, readonly number[]>;
  readonly input: OnnxValue;
  readonly output: OnnxValue;
  readonly metadata: Readonly<Record<string, string>>;
}

/** Of the standard's operators; the first with everything that is used here and read by runtimes since 2022. */
const opset = 17;
/** The version of the file format that came with opset 17. */
const irVersion = 8;
const elementTypes = { float: 1, uint8: 2, int64: 7 } as const;
const attributeTypes = { real: 1, int: 2, ints: 7 } as const;

export function writeOnnxModel(graph: OnnxGraph): Uint8Array {
  const model = new ProtobufMessage()
    .int(1, irVersion)
    .text(2, 'CoReD Workbench')
    .message(7, graphProto(graph))
    .message(8, new ProtobufMessage().text(1, '').int(2, opset));
  for (const [key, value] of Object.entries(graph.metadata)) {
    model.message(14, new ProtobufMessage().text(1, key).text(2, value));
  }
  return model.finish();
}

function graphProto({ name, nodes, weights, integers, input, output }: OnnxGraph): ProtobufMessage {
  const graph = new ProtobufMessage();
  for (const node of nodes) graph.message(1, nodeProto(node));
  graph.text(2, name);
  for (const tensor of weights) graph.message(5, floatTensor(tensor));
  for (const [tensorName, values] of integers) graph.message(5, integerTensor(tensorName, values));
  return graph.message(11, valueProto(input)).message(12, valueProto(output));
}

function nodeProto({ name, operator, inputs, output, attributes }: OnnxNode): ProtobufMessage {
  const node = new ProtobufMessage();
  for (const input of inputs) node.text(1, input);
  node.text(2, output).text(3, name).text(4, operator);
  for (const [key, value] of Object.entries(attributes)) node.message(5, attributeProto(key, value));
  return node;
}

function attributeProto(name: string, attribute: OnnxAttribute): ProtobufMessage {
  const proto = new ProtobufMessage().text(1, name);
  if ('real' in attribute) return proto.float(2, attribute.real).int(20, attributeTypes.real);
  if ('int' in attribute) return proto.int(3, attribute.int).int(20, attributeTypes.int);
  for (const value of attribute.ints) proto.int(8, value);
  return proto.int(20, attributeTypes.ints);
}

function floatTensor({ name, shape, data }: NamedTensor): ProtobufMessage {
  return tensorProto({ name, shape, type: elementTypes.float, bytes: littleEndianBytes(data) });
}

function integerTensor(name: string, values: readonly number[]): ProtobufMessage {
  const bytes = new DataView(new ArrayBuffer(8 * values.length));
  values.forEach((value, index) => bytes.setBigInt64(8 * index, BigInt(value), true));
  return tensorProto({ name, shape: [values.length], type: elementTypes.int64, bytes: new Uint8Array(bytes.buffer) });
}

function tensorProto(tensor: {
  name: string;
  shape: readonly number[];
  type: number;
  bytes: Uint8Array;
}): ProtobufMessage {
  const proto = new ProtobufMessage();
  for (const side of tensor.shape) proto.int(1, side);
  return proto.int(2, tensor.type).text(8, tensor.name).bytes(9, tensor.bytes);
}

function valueProto({ name, type, shape }: OnnxValue): ProtobufMessage {
  const sides = new ProtobufMessage();
  for (const side of shape) {
    sides.message(
      1,
      typeof side === 'number' ? new ProtobufMessage().int(1, side) : new ProtobufMessage().text(2, side),
    );
  }
  const tensorType = new ProtobufMessage().int(1, elementTypes[type]).message(2, sides);
  return new ProtobufMessage().text(1, name).message(2, new ProtobufMessage().message(1, tensorType));
}
