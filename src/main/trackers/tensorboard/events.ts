/** TensorBoard's events as protocol buffers: tensorflow/core/util/event.proto, framework/summary.proto, framework/tensor.proto. */
import { ProtobufMessage } from '../../../shared/protobuf-message';

interface At {
  readonly timeMs: number;
  readonly step: number;
}

const [floatType, stringType] = [1, 7];
const tensorData = 2;

/** The first event of every file. */
export function versionEvent(timeMs: number): Uint8Array {
  return new ProtobufMessage()
    .double(1, timeMs / 1000)
    .text(3, 'brain.Event:2')
    .finish();
}

/** A float32, as TensorBoard keeps every scalar. */
export function scalarEvent(tag: string, { timeMs, step, value }: At & { value: number }): Uint8Array {
  return summaryEvent({ timeMs, step }, new ProtobufMessage().text(1, tag).float(2, value));
}

/** Markdown, for the page of texts. */
export function textEvent(tag: string, at: At, markdown: string): Uint8Array {
  const shape = new ProtobufMessage().message(2, new ProtobufMessage().int(1, 1));
  const tensor = new ProtobufMessage().int(1, stringType).message(2, shape).text(8, markdown);
  const value = new ProtobufMessage().text(1, tag).message(8, tensor);
  return summaryEvent(at, value.message(9, metadata('text', new ProtobufMessage()).int(4, tensorData)));
}

/** What a plugin keeps in the metadata alone: its tensor is empty. */
export function pluginEvent(tag: string, at: At, plugin: { name: string; content: ProtobufMessage }): Uint8Array {
  const shape = new ProtobufMessage().message(2, new ProtobufMessage().int(1, 0));
  const tensor = new ProtobufMessage().int(1, floatType).message(2, shape);
  const value = new ProtobufMessage().text(1, tag).message(8, tensor);
  return summaryEvent(at, value.message(9, metadata(plugin.name, plugin.content)));
}

function metadata(plugin: string, content: ProtobufMessage): ProtobufMessage {
  return new ProtobufMessage().message(1, new ProtobufMessage().text(1, plugin).message(2, content));
}

function summaryEvent({ timeMs, step }: At, value: ProtobufMessage): Uint8Array {
  const event = new ProtobufMessage().double(1, timeMs / 1000).int(2, step);
  return event.message(5, new ProtobufMessage().message(1, value)).finish();
}
