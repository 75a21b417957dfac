/** The file of benchmarks lies where the system keeps what can be made again, or where a variable says. */
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { expect, it } from 'vitest';
import { benchmarksPath } from '../../../src/main/engines/benchmarks-path';

it('follows the variable, then the system', () => {
  const last = join('cored-workbench', 'engine-benchmarks.json');
  expect(benchmarksPath({ CORED_ENGINE_BENCHMARKS: 'here.json', XDG_CACHE_HOME: '/c' }, 'linux')).toBe(
    resolve('here.json'),
  );
  expect(benchmarksPath({ XDG_CACHE_HOME: '/c' }, 'linux')).toBe(join('/c', last));
  expect(benchmarksPath({}, 'linux')).toBe(join(homedir(), '.cache', last));
  expect(benchmarksPath({}, 'darwin')).toBe(join(homedir(), 'Library', 'Caches', last));
  expect(benchmarksPath({ LOCALAPPDATA: '/l' }, 'win32')).toBe(join('/l', last));
});
