/** TensorFlow's GraphDef (tensorflow/core/framework/graph.proto): operations by name, with what they read and how. */
import { ProtobufMessage } from '../../../shared/protobuf-message';

export interface GraphNode {
  readonly name: string;
  /** As TensorFlow's registry calls it. */
  readonly operation: string;
  /** `node:output` of other nodes. */
  readonly inputs: readonly string[];
  readonly attributes: Readonly<Record<string, GraphAttribute>>;
}

export type GraphAttribute =
  | { readonly text: string }
  | { readonly int: number }
  | { readonly ints: readonly number[] }
  | { readonly real: number }
  | { readonly reals: readonly number[] }
  | { readonly flag: boolean }
  | { readonly flags: readonly boolean[] }
  /** TensorFlow's number of a type. */
  | { readonly type: number }
  | { readonly shape: readonly number[] }
  | { readonly tensor: GraphTensor };

export interface GraphTensor {
  readonly type: number;
  readonly shape: readonly number[];
  /** Its values as they lie in memory. */
  readonly bytes: Uint8Array;
}

/** Of TensorFlow 2.9, the oldest that this program can be built against; newer ones read it. */
const producer = 1087;

export function writeGraphDef(nodes: readonly GraphNode[]): Uint8Array {
  const graph = new ProtobufMessage();
  for (const node of nodes) graph.message(1, nodeDef(node));
  return graph.message(4, new ProtobufMessage().int(1, producer)).finish();
}

function nodeDef({ name, operation, inputs, attributes }: GraphNode): ProtobufMessage {
  const node = new ProtobufMessage().text(1, name).text(2, operation);
  for (const input of inputs) node.text(3, input);
  for (const [key, value] of Object.entries(attributes)) {
    node.message(5, new ProtobufMessage().text(1, key).message(2, attrValue(value)));
  }
  return node;
}

function attrValue(value: GraphAttribute): ProtobufMessage {
  const message = new ProtobufMessage();
  if ('text' in value) return message.text(2, value.text);
  if ('int' in value) return message.int(3, value.int);
  if ('real' in value) return message.float(4, value.real);
  if ('flag' in value) return message.int(5, Number(value.flag));
  if ('type' in value) return message.int(6, value.type);
  if ('shape' in value) return message.message(7, tensorShape(value.shape));
  if ('tensor' in value) return message.message(8, tensorProto(value.tensor));
  return message.message(1, listValue(value));
}

function listValue(value: Extract<GraphAttribute, { ints: unknown } | { reals: unknown } | { flags: unknown }>) {
  const list = new ProtobufMessage();
  if ('ints' in value) for (const one of value.ints) list.int(3, one);
  else if ('reals' in value) for (const one of value.reals) list.float(4, one);
  else for (const one of value.flags) list.int(5, Number(one));
  return list;
}

function tensorShape(sides: readonly number[]): ProtobufMessage {
  const shape = new ProtobufMessage();
  for (const side of sides) shape.message(2, new ProtobufMessage().int(1, side));
  return shape;
}

function tensorProto({ type, shape, bytes }: GraphTensor): ProtobufMessage {
  return new ProtobufMessage().int(1, type).message(2, tensorShape(shape)).bytes(4, bytes);
}
