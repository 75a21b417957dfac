/** Asks in a terminal which reading of joined task names is meant. */
import { createInterface } from 'node:readline/promises';
import type { Readable, Writable } from 'node:stream';
import { AppError } from '../../../shared/errors';
import type { ChooseReading } from './read-task-names';

/** Asks until the answer is one of the numbers. Rejects when the input ends before that. */
export function chooseReading({ input, output }: { input: Readable; output: Writable }): NonNullable<ChooseReading> {
  return async (question, readings) => {
    const lines = createInterface({ input, terminal: false });
    try {
      output.write(`${question}:\n${readings.map((reading, index) => `  ${index + 1}  ${reading}\n`).join('')}`);
      output.write(`Which one? 1 to ${readings.length}: `);
      for await (const line of lines) {
        const answer = Number(line.trim());
        if (Number.isInteger(answer) && answer >= 1 && answer <= readings.length) return answer - 1;
        output.write(`Give a number from 1 to ${readings.length}: `);
      }
      throw new AppError('bad-input', `${question}, and the input ended without an answer.`);
    } finally {
      lines.close();
    }
  };
}
