/** The two ways in which a PyTorch file is turned away: it cannot be read, or it holds what a state_dict never does. */
import { AppError } from '../../../shared/errors';

/** The file is cut off, inconsistent or no checkpoint at all. */
export function damagedCheckpoint(path: string, what: string, cause?: unknown): AppError {
  const message = `${path} is not a PyTorch checkpoint that can be read: ${what}. Copy it again, or save it again with torch.save.`;
  return new AppError('damaged', message, { cause });
}

/** The file is well-formed, but asks for more than tensors and plain data. */
export function refusedCheckpoint(path: string, what: string): AppError {
  const way = 'Save the weights alone, torch.save(model.state_dict(), file), and import that file.';
  return new AppError('bad-input', `${path} was refused, and nothing in it was run: ${what}. ${way}`);
}

const longestShown = 80;

/** Text out of a file, made safe for a message: printable ASCII as it is, the rest escaped, the end cut. */
export function shown(text: string): string {
  const cut = text.length > longestShown ? `${text.slice(0, longestShown)}...` : text;
  return cut.replace(/[^ -~]/g, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
