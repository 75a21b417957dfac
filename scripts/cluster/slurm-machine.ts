/** A whole Slurm on this machine, for tests: its own key, configuration, state, ports and daemons, all in one folder. */
import { execFile, spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, openSync } from 'node:fs';
import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { hostname, userInfo } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);
const programs = ['munged', 'slurmctld', 'slurmd', 'sbatch', 'squeue', 'scontrol', 'scancel'] as const;
const searched = ['/usr/sbin', '/usr/local/sbin', ...(process.env['PATH'] ?? '').split(':')];

/** Those of Slurm's programs that this machine lacks; empty where `SlurmMachine.start` can be tried. */
export function missingPrograms(): string[] {
  return programs.filter((name) => findProgram(name) === null);
}

function findProgram(name: string): string | null {
  return searched.map((folder) => join(folder, name)).find((path) => existsSync(path)) ?? null;
}

export class SlurmMachine {
  private readonly daemons = new Map<string, ChildProcess>();

  private readonly folder: string;

  private constructor(folder: string) {
    this.folder = folder;
  }

  /** Eight processors are pretended, so that four runs go at once on any machine. `folder`: empty, and short enough for sockets. */
  static async start(folder: string): Promise<SlurmMachine> {
    const machine = new SlurmMachine(folder);
    try {
      await machine.writeFiles();
      await machine.startMunge();
      await machine.startController();
      machine.launch('slurmd', ['-D', '-N', 'node1', '-f', machine.configPath]);
      await machine.until(
        'the node to be idle',
        async () => (await machine.slurm('sinfo', '-h', '-o', '%T')) === 'idle',
      );
      return machine;
    } catch (error) {
      await machine.stop();
      throw error;
    }
  }

  /** For every process that is to find this Slurm. */
  get environment(): Record<string, string> {
    return { SLURM_CONF: this.configPath };
  }

  /** What one of Slurm's commands prints, trimmed. */
  async slurm(program: string, ...args: string[]): Promise<string> {
    const { stdout } = await run(program, args, { env: { ...process.env, ...this.environment } });
    return stdout.trim();
  }

  async startController(): Promise<void> {
    this.launch('slurmctld', ['-D', '-f', this.configPath]);
    await this.until('slurmctld to answer', async () => (await this.slurm('scontrol', 'ping')).includes('UP'));
  }

  async stopController(): Promise<void> {
    await this.end('slurmctld');
  }

  async stop(): Promise<void> {
    if (this.daemons.has('slurmctld') && this.daemons.has('slurmd')) {
      const own = spawnSync('scancel', ['--user', userInfo().username], {
        env: { ...process.env, ...this.environment },
      });
      if (own.status === 0) await this.until('no job to be left', () => this.isIdle()).catch(() => undefined);
    }
    for (const name of ['slurmctld', 'slurmd', 'munged']) await this.end(name);
  }

  private async isIdle(): Promise<boolean> {
    return (await this.slurm('squeue', '-h')) === '';
  }

  private get configPath(): string {
    return join(this.folder, 'slurm.conf');
  }

  private get socketPath(): string {
    return join(this.folder, 'munge', 'socket');
  }

  private async writeFiles(): Promise<void> {
    for (const name of ['munge', 'state', 'spool', 'log']) await mkdir(join(this.folder, name), { recursive: true });
    await chmod(join(this.folder, 'munge'), 0o711);
    await writeFile(join(this.folder, 'munge', 'key'), randomBytes(128), { mode: 0o400 });
    for (let index = 0; index < 4; index++) await writeFile(join(this.folder, `gpu${index}`), '');
    await writeFile(join(this.folder, 'gres.conf'), `NodeName=node1 Name=gpu File=${this.folder}/gpu[0-3]\n`);
    const [controller, node] = [await freePort(), await freePort()];
    await writeFile(this.configPath, configText({ folder: this.folder, socket: this.socketPath, controller, node }));
  }

  private async startMunge(): Promise<void> {
    const at = (name: string) => join(this.folder, 'munge', name);
    const files = [
      `--key-file=${at('key')}`,
      `--pid-file=${at('pid')}`,
      `--log-file=${at('log')}`,
      `--seed-file=${at('seed')}`,
    ];
    this.launch('munged', ['--foreground', '--force', `--socket=${this.socketPath}`, ...files]);
    await this.until('munged to answer', () => Promise.resolve(existsSync(this.socketPath)));
  }

  private launch(name: string, args: readonly string[]): void {
    const log = openSync(join(this.folder, 'log', `${name}.out`), 'a');
    const program = findProgram(name) ?? name;
    const child = spawn(program, args, { stdio: ['ignore', log, log], env: { ...process.env, ...this.environment } });
    this.daemons.set(name, child);
  }

  private async end(name: string): Promise<void> {
    const child = this.daemons.get(name);
    this.daemons.delete(name);
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const gone = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGTERM');
    const killed = setTimeout(() => child.kill('SIGKILL'), 10_000);
    await gone;
    clearTimeout(killed);
  }

  private async until(what: string, isSo: () => Promise<boolean>): Promise<void> {
    let reason: unknown = null;
    for (const since = Date.now(); Date.now() - since < 30_000; await sleep(100)) {
      const answer = await isSo().catch((error: unknown) => {
        reason = error;
        return false;
      });
      if (answer) return;
    }
    throw new Error(`Waited 30 s for ${what}; see ${join(this.folder, 'log')}. ${String(reason ?? '')}`);
  }
}

interface Places {
  readonly folder: string;
  readonly socket: string;
  readonly controller: number;
  readonly node: number;
}

function configText({ folder, socket, controller, node }: Places): string {
  const user = userInfo().username;
  return `ClusterName=cored
SlurmctldHost=${hostname()}(127.0.0.1)
SlurmUser=${user}
SlurmdUser=${user}
SlurmctldPort=${controller}
SlurmdPort=${node}
AuthType=auth/munge
CredType=cred/munge
# A requeued job waits until its credential has run out.
AuthInfo=socket=${socket},cred_expire=5
StateSaveLocation=${folder}/state
SlurmdSpoolDir=${folder}/spool
SlurmctldPidFile=${folder}/slurmctld.pid
SlurmdPidFile=${folder}/slurmd.pid
SlurmctldLogFile=${folder}/log/slurmctld.log
SlurmdLogFile=${folder}/log/slurmd.log
# Nothing that a container may refuse.
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/linux
JobAcctGatherFrequency=task=1
JobAcctGatherParams=OverMemoryKill
MpiDefault=none
SwitchType=switch/none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core_Memory
DefMemPerCPU=512
SlurmdParameters=config_overrides
GresTypes=gpu
ReturnToService=2
JobRequeue=1
PreemptType=preempt/partition_prio
PreemptMode=REQUEUE
MinJobAge=300
KillWait=3
SchedulerParameters=sched_interval=2,bf_interval=2,batch_sched_delay=0
JobCompType=jobcomp/filetxt
JobCompLoc=${folder}/jobcomp.txt
NodeName=node1 NodeHostname=${hostname()} NodeAddr=127.0.0.1 CPUs=8 RealMemory=8000 Gres=gpu:4 State=UNKNOWN
PartitionName=main Nodes=node1 Default=YES MaxTime=60 State=UP PriorityTier=1
PartitionName=closed Nodes=node1 MaxTime=60 State=DOWN
PartitionName=urgent Nodes=node1 MaxTime=60 State=UP PriorityTier=10 PreemptMode=OFF
`;
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() =>
        typeof address === 'object' && address !== null ? resolve(address.port) : reject(new Error('No port')),
      );
    });
  });
}
