/** Each call is classified by what it changes. */
import { expect, it } from 'vitest';
import { effectOf } from '../../src/shared/call-effects';
import { isCallName } from '../../src/shared/client';
import { calls } from '../../src/shared/contract';

const names = Object.keys(calls).filter(isCallName);

it('says of every call of the contract what it changes', () => {
  expect(names.map(effectOf).filter((effect) => !['writes', 'acts', 'looks'].includes(effect))).toEqual([]);
  const writing = names.filter((name) => effectOf(name) === 'writes');
  expect(writing).toEqual(names.filter((name) => 'writes' in calls[name]));
});

it('calls nothing looking whose name says that it does something', () => {
  // Nouns of one verb that change something; a new one has to be put among them, or among the exceptions.
  const doing =
    /\/(add|adopt|again|annotate|archive|clear|convert|create|delete|empty|end|export|import|mark|measure|move|open|pause|prioritise|rebuild|relocate|remove|rename|restore|resume|save|scan|send|start|stop|write)$/;
  // Texts that are given back and written nowhere; and logging out, which whoever looks may.
  const exceptions = ['experiment/again', 'experiment/write', 'session/end'];
  const looking = names.filter((name) => effectOf(name) === 'looks' && doing.test(name));
  expect(looking).toEqual(exceptions);
});
