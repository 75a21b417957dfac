import { expect, it } from 'vitest';
import { settingsOf } from '../../../scripts/bench/fastest-peer';

it('lets autocast stand against mixed precision alone, unless it is asked for', () => {
  expect(settingsOf({ set: {} })).toEqual(['default', 'channels_last']);
  expect(settingsOf({ set: { precision: 'float32' } })).toEqual(['default', 'channels_last']);
  expect(settingsOf({ set: { precision: 'mixed' } })).toEqual([
    ...['default', 'channels_last', 'autocast', 'channels_last, autocast'],
  ]);
  expect(settingsOf({ set: {}, peerSetting: ['autocast'] })).toEqual(['autocast']);
});
