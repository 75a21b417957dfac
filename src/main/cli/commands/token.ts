/** `token`: the users of a served workbench, each with a token of their own. */
import { join, resolve } from 'node:path';
import { formatCount } from '../../../shared/format';
import { Users } from '../../server/users';
import type { CommandSurroundings } from '../command-surroundings';
import type { WorkspaceOption } from '../session';
import { textTable } from '../text-table';

interface TokenFlags extends WorkspaceOption {
  readonly users?: string;
  readonly readOnly?: boolean;
}

export function addTokenCommands({ add, addBelow, terminal }: CommandSurroundings): void {
  const file = ['--users <file>', 'the file of users (default: users.json in the workspace)'] as const;
  const usersOf = ({ users, workspace }: TokenFlags) => new Users(resolve(users ?? join(workspace, 'users.json')));

  const token = add('token', 'list the users that `cored serve --users FILE` lets in')
    .option(...file)
    .action(async (flags: TokenFlags) => {
      const users = usersOf(flags);
      const known = (await users.list()).map(({ name, readOnly, createdAt }) => ({ name, readOnly, createdAt }));
      const rows = known.map(({ name, readOnly, createdAt }) => [
        name,
        readOnly ? 'looks only' : 'may change',
        createdAt,
      ]);
      const heading = `${formatCount(known.length, 'user')} in ${users.path}`;
      terminal.result(
        { path: users.path, users: known },
        rows.length === 0 ? heading : `${heading}\n${textTable(rows, 3)}`,
      );
    });

  addBelow(token, 'add <name>', 'let one more user in; prints the token, which is kept nowhere')
    .option(...file)
    .option('--read-only', 'for looking only: every call that changes something is refused', false)
    .action(async (name: string, flags: TokenFlags) => {
      const users = usersOf(flags);
      const made = await users.add(name, flags.readOnly === true);
      terminal.result({ name, readOnly: flags.readOnly === true, token: made, path: users.path }, made);
      terminal.say(`Give this token to ${name}: it is shown once. Serve with: cored serve --users "${users.path}"`);
    });

  addBelow(token, 'remove <name>', 'let a user in no more; open sessions end within a minute')
    .option(...file)
    .action(async (name: string, flags: TokenFlags) => {
      const users = usersOf(flags);
      await users.remove(name);
      terminal.result({ name, path: users.path }, `${name} is let in no more.`);
    });
}
