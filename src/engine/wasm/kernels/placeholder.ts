import { multiplyAdd } from './arithmetic';

export function multiplyAddAll(a: usize, b: usize, c: usize, count: i32): void {
  for (let i = 0; i < count; i += 4) {
    v128.store(c, multiplyAdd(v128.load(a), v128.load(b), v128.load(c)));
    a += 16;
    b += 16;
    c += 16;
  }
}
