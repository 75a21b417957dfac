/** Files that ask for code to be run are refused, with the name of what they asked for. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'vitest';
import { joined, zip, zipAround, zipCheckpoint, zipWithEntry } from './checkpoint-bytes';
import { checkpointFolder, expectRefusal, fixtures } from './checkpoint-folder';
import { ascii, call, dict, named, orderedDict, tensor, text, tuple, whole } from './pickle-bytes';

const folder = checkpointFolder();
const fixture = (name: string) => readFileSync(join(fixtures, name));
const four = new Uint8Array(16);

describe('a checkpoint that asks for code', () => {
  const notPart = 'which is not part of a state_dict';
  const cases: [string, () => Uint8Array, string][] = [
    ['os.system, zip', () => fixture('zip-hostile-system.pth'), `asks for posix.system, ${notPart}`],
    ['os.system, stream', () => fixture('legacy-hostile-system.pth'), `asks for posix.system, ${notPart}`],
    ['a plain protocol 0', () => fixture('hostile-pickle-0.pth'), `asks for posix.system, ${notPart}`],
    ['a plain protocol 2', () => fixture('hostile-pickle-2.pth'), `asks for posix.system, ${notPart}`],
    ['a plain protocol 4', () => fixture('hostile-pickle-4.pth'), `asks for posix.system, ${notPart}`],
    [
      'os.system by hand',
      () => zipCheckpoint(call(named('os', 'system'), text('id'))),
      `asks for os.system, ${notPart}`,
    ],
    ['eval', () => zipCheckpoint(call(named('builtins', 'eval'), text('1'))), 'asks for builtins.eval'],
    ['another part of torch', () => zipCheckpoint(named('torch', 'load')), 'holds the class torch.load'],
    ['a property of objects', () => zipCheckpoint(named('constructor', 'prototype')), 'constructor.prototype'],
    [
      'a name with control characters',
      () => zipCheckpoint(named('a\u001b[31m', 'b')),
      'holds the class a\\u001b[31m.b',
    ],
    [
      'a call of a storage class',
      () => zipWithEntry(call(named('torch', 'FloatStorage'), whole(9))),
      'calls the class torch.Fl',
    ],
    ['a call of a text', () => zipWithEntry(call(text('os.system'), text('id'))), `calls a text, ${notPart}`],
    [
      'attributes of a tensor',
      () => zipWithEntry([...tensor({ count: 4, shape: [4], strides: [1] }), ...dict({ b: text('c') }), ...ascii('b')]),
      'sets attributes of a tensor',
    ],
    [
      'attributes of a dict',
      () => zipCheckpoint([...orderedDict, ...dict({ keys: text('c') }), ...ascii('b')]),
      'sets attributes of a dict',
    ],
    [
      'an object made without its class',
      () => zipCheckpoint([...named('torch', 'Size'), ...tuple(), 0x81]),
      'holds an object of the class torch.Size',
    ],
    ['an INST', () => zipAround(joined(ascii('(ios\nsystem\n.'))), 'the opcode INST'],
    ['an unknown opcode', () => zipAround(joined([0x80, 2, 0xff])), 'the opcode 0xff'],
    ['a protocol of the future', () => zipAround(joined([0x80, 9])), 'is of protocol 9'],
    [
      'another reference than a storage',
      () => zipWithEntry([...text('file:///etc/passwd'), ...ascii('Q')]),
      'is not a storage',
    ],
    [
      'a TorchScript program',
      () => zip(['data.pkl', 'constants.pkl'].map((name) => ({ name: `any/${name}`, bytes: four }))),
      'TorchScript',
    ],
  ];
  it.each(cases)('is refused: %s', async (_, bytes, told) =>
    expectRefusal(await folder.write('hostile.pth', bytes()), { code: 'bad-input', told }),
  );
});
