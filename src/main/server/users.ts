/** The users of a browser host, each with a token: a file that keeps names and what the tokens' digests are. */
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { chmod } from 'node:fs/promises';
import { z } from 'zod';
import { AppError } from '../../shared/errors';
import { readOptionalFile } from '../runs/json-file';
import { writeDurably } from '../runs/durable-file';

/** A line of letters, digits and a few marks: it stands in logs and lists. */
const UserName = z
  .string()
  .regex(
    /^[\p{L}\p{N}][\p{L}\p{N} ._@-]{0,59}$/u,
    'Name a user with letters, digits, spaces and . _ @ - only, 60 at most.',
  );

export const User = z.object({
  name: UserName,
  readOnly: z.boolean(),
  /** SHA-256 of the token, in hexadecimal: 32 random bytes need no slower one. */
  tokenHash: z.string().regex(/^[0-9a-f]{64}$/),
  createdAt: z.string(),
});
export type User = z.infer<typeof User>;

const UsersFile = z.object({ format: z.literal(1), users: z.array(User).max(1000) });

const tokenBytes = 32;

export class Users {
  constructor(readonly path: string) {}

  /** None where there is no file; throws AppError 'damaged' where it holds something else. */
  async list(): Promise<User[]> {
    return (await readOptionalFile(UsersFile, this.path))?.users ?? [];
  }

  /** Whose token it is; every user's is compared, so that the time tells nothing. */
  async withToken(token: string): Promise<User | null> {
    const offered = digestOf(token);
    const found = (await this.list()).filter(({ tokenHash }) =>
      timingSafeEqual(Buffer.from(tokenHash, 'hex'), offered),
    );
    return found[0] ?? null;
  }

  /** The token, which is kept nowhere. Throws AppError 'conflict' where the name is taken, 'bad-input' where it is no name. */
  async add(name: string, readOnly: boolean): Promise<string> {
    const named = UserName.safeParse(name);
    if (!named.success)
      throw new AppError('bad-input', `"${name}" is no user's name. ${named.error.issues[0]?.message ?? ''}`);
    const users = await this.list();
    if (users.some((user) => user.name === name)) {
      throw new AppError(
        'conflict',
        `There is a user "${name}" in ${this.path} already. Remove it first for another token.`,
      );
    }
    const token = randomBytes(tokenBytes).toString('base64url');
    const tokenHash = digestOf(token).toString('hex');
    await this.save([...users, { name, readOnly, tokenHash, createdAt: new Date().toISOString() }]);
    return token;
  }

  /** Throws AppError 'not-found'. */
  async remove(name: string): Promise<void> {
    const users = await this.list();
    if (!users.some((user) => user.name === name)) {
      const known = users.length === 0 ? 'It has none.' : `It has ${users.map((user) => user.name).join(', ')}.`;
      throw new AppError('not-found', `There is no user "${name}" in ${this.path}. ${known}`);
    }
    await this.save(users.filter((user) => user.name !== name));
  }

  private async save(users: readonly User[]): Promise<void> {
    await writeDurably(this.path, `${JSON.stringify({ format: 1, users }, null, 2)}\n`);
    await chmod(this.path, 0o600);
  }
}

function digestOf(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}
