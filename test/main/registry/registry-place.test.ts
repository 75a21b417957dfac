import { expect, it } from 'vitest';
import { kindOfDisk } from '../../../src/main/registry/registry-place';

const mounts = `22 27 0:21 / /proc rw,relatime - proc proc rw
27 1 254:0 / / rw,relatime - ext4 /dev/root rw
40 27 0:35 / /home rw,relatime shared:20 - nfs4 server:/home rw,vers=4.2,addr=10.0.0.1
41 40 0:36 / /home/lab\\040data rw,relatime shared:21 - lustre 10.0.0.2@tcp:/lab rw
42 40 0:37 / /home/scratch rw,relatime - xfs /dev/sdb1 rw
43 27 0:38 / /home/over rw - nfs server:/old rw
44 43 0:39 / /home/over rw - ext4 /dev/sdc1 rw
`;

it.each([
  ['/home/anna/workspace', 'nfs4'],
  ['/home/lab data/workspace', 'lustre'],
  ['/home/scratch/workspace', 'xfs'],
  ['/homework', 'ext4'],
  ['/home/over/x', 'ext4'],
])('finds the disk of %s', (path, kind) => {
  expect(kindOfDisk(mounts, path)).toBe(kind);
});
