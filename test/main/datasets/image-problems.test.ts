/** What a scan says about single images. */
import { expect, it } from 'vitest';
import { unreadableProblems } from '../../../src/main/datasets/image-problems';

it('counts the unreadable images of a task, one of one too', () => {
  const image = { file: 'train/real/a.png', split: 'train', className: 'real' } as const;
  const task = { name: 'A', path: '/data/A', images: [image], skipped: [], transfer: null, problems: [] };
  const [problem] = unreadableProblems(task, [{ path: '/data/A/train/real/a.png', message: 'It is empty.' }]);
  expect(problem?.message).toBe('1 of 1 image of task "A" cannot be read. It is empty.');
});
