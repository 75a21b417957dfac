/** What the stand-in has of the system around the window: menus, notifications, sleep; a test sees and clicks them. */
import { EventEmitter } from 'node:events';
import { tellTest } from './main-side';

interface MenuItem {
  readonly label?: string;
  readonly role?: string;
  readonly type?: string;
  readonly enabled?: boolean;
  readonly submenu?: readonly MenuItem[];
  click?(): void;
}

let menu: readonly MenuItem[] = [];

export const Menu = {
  buildFromTemplate: (items: readonly MenuItem[]) =>
    Object.assign([...items], { popup: () => tellTest({ event: 'context-menu', items: plain(items) }) }),
  setApplicationMenu: (items: readonly MenuItem[]) => {
    menu = items;
    tellTest({ event: 'menu', template: plain(items) });
  },
};

export const applicationMenu = (): readonly MenuItem[] => menu;

/** Clicks the item of this label, wherever in the menu it is. False when there is none. */
export function clickItem(label: string): boolean {
  const find = (items: readonly MenuItem[]): MenuItem | undefined => {
    for (const item of items) {
      const found = item.label === label ? item : find(item.submenu ?? []);
      if (found) return found;
    }
    return undefined;
  };
  const item = find(menu);
  item?.click?.();
  return item !== undefined;
}

export class Notification extends EventEmitter {
  static shown: Notification[] = [];
  static isSupported = () => true;
  readonly options: unknown;

  constructor(options: unknown) {
    super();
    this.options = options;
  }

  show(): void {
    Notification.shown.push(this);
    tellTest({ event: 'notification', options: this.options });
  }

  close(): void {
    this.emit('close');
  }
}

let blockers = 0;
export const powerSaveBlocker = {
  start: (type: string) => {
    blockers += 1;
    tellTest({ event: 'stays-awake', type, id: blockers });
    return blockers;
  },
  stop: (id: number) => tellTest({ event: 'may-sleep', id }),
};

/** What can go to the test: no functions, no signals. */
export function plain(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value ?? null));
}
