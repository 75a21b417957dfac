/** What names from outside do to a terminal: nothing. */
import { PassThrough } from 'node:stream';
import { expect, it } from 'vitest';
import { Terminal } from '../../../src/main/cli/terminal';
import { textTable } from '../../../src/main/cli/text-table';

const hostile = `run${String.fromCodePoint(0x1b)}[2J${String.fromCodePoint(0x202e)}\nError: all is lost`;

function terminalOf() {
  const [output, errors] = [new PassThrough(), new PassThrough()];
  const terminal = new Terminal({ output, errors, isInteractive: true, columns: () => 200 });
  return { terminal, written: () => String(output.read() ?? '') + String(errors.read() ?? '') };
}

it('shows what is not seen as its code, wherever it is written', () => {
  const { terminal, written } = terminalOf();
  terminal.result({}, hostile);
  terminal.say(hostile);
  terminal.live([hostile]);
  terminal.fail({ code: 'not-found', message: hostile });
  const text = written();
  expect(text.match(/run<U\+001B>\[2J<U\+202E>/g)).toHaveLength(4);
  // The program's own: back over the one live line.
  expect(text.split(String.fromCodePoint(0x1b))).toHaveLength(3);
  expect(text).not.toMatch(/\p{Bidi_Control}/u);
});

it('writes JSON that is the same value', () => {
  const { terminal, written } = terminalOf();
  terminal.isJson = true;
  terminal.result({ name: `${hostile}${String.fromCodePoint(0x9b)}` }, '');
  const text = written();
  expect(JSON.parse(text)).toEqual({ name: `${hostile}${String.fromCodePoint(0x9b)}` });
  expect(text).not.toMatch(/(?!\n)[\p{Cc}\p{Bidi_Control}]/u);
});

it('keeps a name to its row of a table', () => {
  expect(textTable([['Run'], [hostile]]).split('\n')).toHaveLength(2);
});
