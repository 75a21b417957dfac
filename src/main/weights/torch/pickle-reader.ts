/** A pickle machine that only builds data: a small set of opcodes, a fixed list of classes, and nothing is ever run. */
import type { ByteCursor } from './byte-cursor';
import { damagedCheckpoint, refusedCheckpoint, shown } from './checkpoint-refusal';
import { addItems, appendItems, setAttributes, setEntries } from './pickle-containers';
import { opcode, opcodeName } from './pickle-opcodes';
import { readPlainValue } from './pickle-plain-value';
import { PickleStack } from './pickle-stack';
import { describeValue } from './pickle-values';
import type { PickleClass, PickleValue } from './pickle-values';

/** What of the outside world a pickle may reach: these names and these references. */
export interface PickleHost {
  readonly classes: ReadonlyMap<string, PickleClass>;
  /** The storage that a persistent id stands for; null where the pickle may hold none. */
  readonly persistent: ((id: PickleValue, path: string) => PickleValue) | null;
}

/** Far above what any network of today needs (a thousand tensors: 40,000 steps), far below what troubles a machine. */
const mostSteps = 1_000_000;
const mostContainers = 200_000;
const mostRemembered = 500_000;
const longestName = 256;
/** Of protocols 2 to 5 the same opcodes are read; torch.save writes 2. */
const protocols = { first: 2, last: 5 };

/**
 * The value of the pickle that starts at the cursor, which then stands behind it.
 * Throws `damaged` where the pickle is cut off or inconsistent, and `bad-input`, with the name of what was asked for,
 * where it needs an opcode or a class that no state_dict has.
 */
export function readPickle(cursor: ByteCursor, host: PickleHost): PickleValue {
  return new PickleMachine(cursor, host).run();
}

class PickleMachine {
  readonly #cursor: ByteCursor;
  readonly #host: PickleHost;
  readonly #path: string;
  readonly #stack: PickleStack;
  readonly #memo = new Map<number, PickleValue>();
  #containers = 0;
  /** The last name that was mentioned and is none of ours, for the message. */
  #mentioned: string | null = null;

  constructor(cursor: ByteCursor, host: PickleHost) {
    this.#cursor = cursor;
    this.#host = host;
    this.#path = cursor.path;
    this.#stack = new PickleStack(cursor.path);
  }

  run(): PickleValue {
    for (let step = 0; step < mostSteps; step += 1) {
      const code = this.#cursor.uint8();
      if (code === opcode.stop) return this.#finish();
      const plain = readPlainValue(code, this.#cursor);
      if (plain === undefined) this.#step(code);
      else this.#stack.push(plain);
    }
    throw refusedCheckpoint(this.#path, `its pickle takes more than ${mostSteps} steps`);
  }

  #finish(): PickleValue {
    const value = this.#stack.pop();
    if (!this.#stack.isEmpty()) throw this.#damaged('its pickle ends with values left over');
    return value;
  }

  #step(code: number): void {
    const cursor = this.#cursor;
    switch (code) {
      case opcode.protocol:
        return this.#checkProtocol(cursor.uint8());
      case opcode.frame:
        cursor.uint64(); // a hint for buffering
        return;

      case opcode.emptyDict:
        return this.#stack.push(this.#counted({ kind: 'dict', entries: new Map() }));
      case opcode.emptyList:
        return this.#stack.push(this.#counted({ kind: 'list', items: [] }));
      case opcode.emptyTuple:
        return this.#pushTuple([]);
      case opcode.tuple1:
        return this.#pushTuple(this.#stack.popMany(1));
      case opcode.tuple2:
        return this.#pushTuple(this.#stack.popMany(2));
      case opcode.tuple3:
        return this.#pushTuple(this.#stack.popMany(3));
      case opcode.tuple:
        return this.#pushTuple(this.#stack.popToMark());

      case opcode.binBytes:
        return this.#pushBytes(cursor.uint32());
      case opcode.shortBinBytes:
        return this.#pushBytes(cursor.uint8());
      case opcode.binBytes8:
      case opcode.byteArray8:
        return this.#pushBytes(cursor.uint64());
      case opcode.emptySet:
        return this.#pushObject('set');
      case opcode.frozenSet:
        this.#stack.popToMark();
        return this.#pushObject('frozenset');
      case opcode.addItems:
        return addItems(...this.#filled(this.#stack.popToMark()));

      case opcode.pop:
        return this.#stack.drop();
      case opcode.popMark:
        this.#stack.popToMark();
        return;
      case opcode.duplicate:
        return this.#stack.push(this.#stack.top());

      case opcode.mark:
        return this.#stack.mark();
      case opcode.append:
        return appendItems(...this.#filled(this.#stack.popMany(1)));
      case opcode.appends:
        return appendItems(...this.#filled(this.#stack.popToMark()));
      case opcode.setItem:
        return setEntries(...this.#filled(this.#stack.popMany(2)));
      case opcode.setItems:
        return setEntries(...this.#filled(this.#stack.popToMark()));

      case opcode.binPut:
        return this.#remember(cursor.uint8());
      case opcode.longBinPut:
        return this.#remember(cursor.uint32());
      case opcode.memoize:
        return this.#remember(this.#memo.size);
      case opcode.binGet:
        return this.#recall(cursor.uint8());
      case opcode.longBinGet:
        return this.#recall(cursor.uint32());

      case opcode.global:
        return this.#pushClass(cursor.line(longestName), cursor.line(longestName));
      case opcode.stackGlobal:
        return this.#pushStackedClass();
      case opcode.reduce:
        return this.#reduce();
      case opcode.newObject:
        return this.#makeObject(this.#stack.popMany(2));
      case opcode.newObjectWithKeywords:
        return this.#makeObject(this.#stack.popMany(3));
      case opcode.build:
        return setAttributes(...this.#filled(this.#stack.popMany(1)));
      case opcode.binPersistentId:
        return this.#pushPersistent();

      default:
        if (this.#mentioned !== null) throw this.#asksFor(this.#mentioned);
        throw refusedCheckpoint(
          this.#path,
          `its pickle uses the opcode ${opcodeName(code)}, which is not part of a state_dict`,
        );
    }
  }

  #checkProtocol(version: number): void {
    if (version >= protocols.first && version <= protocols.last) return;
    throw refusedCheckpoint(this.#path, `its pickle is of protocol ${version}; torch.save writes protocol 2`);
  }

  #pushTuple(items: readonly PickleValue[]): void {
    this.#stack.push(this.#counted({ kind: 'tuple', items }));
  }

  #counted<T extends PickleValue>(container: T): T {
    this.#count(1);
    return container;
  }

  #count(containers: number): void {
    this.#containers += containers;
    if (this.#containers > mostContainers) {
      throw refusedCheckpoint(this.#path, `its pickle makes more than ${mostContainers} containers`);
    }
  }

  /** The container below what was just taken off the stack, with that, for it. */
  #filled(items: readonly PickleValue[]): [PickleValue, readonly PickleValue[], string] {
    return [this.#stack.top(), items, this.#path];
  }

  #remember(index: number): void {
    this.#memo.set(index, this.#stack.top());
    if (this.#memo.size > mostRemembered) {
      throw refusedCheckpoint(this.#path, `its pickle remembers more than ${mostRemembered} values`);
    }
  }

  #recall(index: number): void {
    const value = this.#memo.get(index);
    if (value === undefined) throw this.#damaged(`its pickle recalls value ${index}, which it has not remembered`);
    this.#stack.push(value);
  }

  #pushClass(module: string, name: string): void {
    const wanted = `${module}.${name}`;
    // A name alone does nothing, in Python neither but for importing its module; calling it is another thing.
    const mentioned = { kind: 'class', name: wanted, construct: null, storageType: null, isKnown: false } as const;
    const found = this.#host.classes.get(wanted);
    if (found === undefined) this.#mentioned = wanted;
    this.#stack.push(found ?? this.#counted(mentioned));
  }

  #pushStackedClass(): void {
    const [module, name] = this.#stack.popMany(2);
    if (typeof module !== 'string' || typeof name !== 'string') throw this.#damaged('its pickle names no class');
    this.#pushClass(module, name);
  }

  #reduce(): void {
    const [callee, args] = this.#stack.popMany(2);
    if (typeof args !== 'object' || args === null || args.kind !== 'tuple') {
      throw this.#damaged('its pickle calls a class without arguments');
    }
    if (typeof callee !== 'object' || callee === null || callee.kind !== 'class' || callee.construct === null) {
      const what = describeValue(callee ?? null);
      if (isClass(callee) && !callee.isKnown) throw this.#asksFor(callee.name);
      throw refusedCheckpoint(this.#path, `it calls ${what}, which is not part of a state_dict`);
    }
    // What goes in counts too: one list of pairs could be made into a dict again and again.
    for (const arg of args.items) this.#count(itemCount(arg));
    const made = callee.construct(args.items, this.#path);
    this.#stack.push(typeof made === 'object' && made !== null ? this.#counted(made) : made);
  }

  /** (class, arguments), or with keywords: Python would make an object without its constructor. */
  #makeObject([made]: readonly PickleValue[]): void {
    if (!isClass(made)) throw this.#damaged(`its pickle makes an object of ${describeValue(made ?? null)}`);
    this.#pushObject(made.name);
  }

  #pushObject(className: string): void {
    this.#stack.push(this.#counted({ kind: 'object', className }));
  }

  #pushBytes(length: number): void {
    this.#cursor.take(length);
    this.#pushObject('bytes');
  }

  #pushPersistent(): void {
    const id = this.#stack.pop();
    if (this.#host.persistent === null) throw this.#damaged('it refers to a storage where there can be none');
    this.#stack.push(this.#host.persistent(id, this.#path));
  }

  #asksFor(name: string) {
    return refusedCheckpoint(this.#path, `it asks for ${shown(name)}, which is not part of a state_dict`);
  }

  #damaged(what: string) {
    return damagedCheckpoint(this.#path, what);
  }
}

function isClass(value: PickleValue | undefined): value is PickleClass {
  return typeof value === 'object' && value !== null && value.kind === 'class';
}

function itemCount(value: PickleValue): number {
  const isSequence = typeof value === 'object' && value !== null && (value.kind === 'tuple' || value.kind === 'list');
  return isSequence ? value.items.length : 0;
}
