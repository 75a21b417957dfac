/** The file of trials lies where the system keeps what can be made again, or where a variable says. */
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { expect, it } from 'vitest';
import { trialsPath } from '../../../src/main/engines/trials-path';

it('follows the variable, then the system', () => {
  const last = join('cored-workbench', 'engine-trials.json');
  expect(trialsPath({ CORED_ENGINE_TRIALS: 'here.json', XDG_CACHE_HOME: '/c' }, 'linux')).toBe(resolve('here.json'));
  expect(trialsPath({ XDG_CACHE_HOME: '/c' }, 'linux')).toBe(join('/c', last));
  expect(trialsPath({}, 'linux')).toBe(join(homedir(), '.cache', last));
  expect(trialsPath({}, 'darwin')).toBe(join(homedir(), 'Library', 'Caches', last));
  expect(trialsPath({ LOCALAPPDATA: '/l' }, 'win32')).toBe(join('/l', last));
});
