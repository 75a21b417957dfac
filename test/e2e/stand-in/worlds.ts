/** The preload script in an isolated world of a Chromium page, and its two ways out: to the page, and to main. */
import { readFileSync } from 'node:fs';
import type { CDPSession, Page } from 'playwright-core';

/** What crosses between worlds: plain JSON, bytes, functions by number, or nothing. */
const portSource = `
function openPort(mine, theirs) {
  const functions = [];
  const give = (value) =>
    value === undefined ? { none: true }
    : typeof value === 'function' ? { fn: functions.push(value) - 1 }
    : value instanceof Uint8Array ? { bytes: btoa(Array.from(value, (byte) => String.fromCharCode(byte)).join('')) }
    : value instanceof Promise ? { then: functions.push((done, failed) => { value.then(done, (error) => failed(error.message)); }) - 1 }
    : { json: value };
  const take = (wire) =>
    'bytes' in wire ? Uint8Array.from(atob(wire.bytes), (letter) => letter.charCodeAt(0))
    : 'fn' in wire ? (...given) => call(wire.fn, given)
    : 'then' in wire ? new Promise((done, failed) => call(wire.then, [done, (message) => failed(new Error(message))]))
    : wire.json;
  // Events are synchronous: the answer lies in the event when dispatchEvent returns.
  const call = (fn, given) => {
    const event = new CustomEvent(theirs, { detail: JSON.stringify({ fn, given: given.map(give) }) });
    let answer;
    const listen = ({ detail }) => { answer = take(JSON.parse(detail)); };
    addEventListener(theirs + ':answer', listen, { once: true });
    dispatchEvent(event);
    removeEventListener(theirs + ':answer', listen);
    return answer;
  };
  addEventListener(mine, ({ detail }) => {
    const { fn, given } = JSON.parse(detail);
    const answer = give(functions[fn](...given.map(take)));
    dispatchEvent(new CustomEvent(mine + ':answer', { detail: JSON.stringify(answer) }));
  });
  return { functions, call };
}`;

/** Stands where Electron's own code makes what the preload exposed. */
const pageWorldSource = `(() => {
  ${portSource}
  const port = openPort('stand-in:page', 'stand-in:preload');
  port.functions.push((key, names) => {
    window[key] = Object.fromEntries(names.map((name, index) => [name, (...given) => port.call(index, given)]));
  });
})()`;

function preloadWorldSource(preload: string): string {
  return `if (window === window.top) (() => {
    ${portSource}
    const port = openPort('stand-in:preload', 'stand-in:page');
    const toWire = (value) => value instanceof Uint8Array
      ? { bytes: btoa(Array.from(value, (byte) => String.fromCharCode(byte)).join('')) } : { json: value };
    const fromWire = (wire) => 'bytes' in wire
      ? Uint8Array.from(atob(wire.bytes), (letter) => letter.charCodeAt(0)) : wire.json;
    const waiting = new Map();
    const listeners = [];
    const ipcRenderer = {
      invoke: (channel, ...given) => new Promise((done, failed) => {
        const id = waiting.size === 0 ? 1 : Math.max(...waiting.keys()) + 1;
        waiting.set(id, { done, failed });
        standInInvoke(JSON.stringify({ id, channel, given: given.map(toWire) }));
      }),
      on: (channel, listener) => { listeners.push({ channel, listener }); },
      removeListener: (channel, listener) => {
        const at = listeners.findIndex((one) => one.channel === channel && one.listener === listener);
        if (at >= 0) listeners.splice(at, 1);
      },
    };
    globalThis.standInSettle = ({ id, answer, error }) => {
      const { done, failed } = waiting.get(id);
      waiting.delete(id);
      if (error === undefined) done(fromWire(answer)); else failed(new Error(error));
    };
    globalThis.standInSend = ({ channel, given }) => {
      for (const one of [...listeners]) if (one.channel === channel) one.listener({}, ...given.map(fromWire));
    };
    const contextBridge = {
      exposeInMainWorld: (key, api) => {
        const names = Object.keys(api);
        port.functions.push(...names.map((name) => api[name]));
        port.call(0, [key, names]);
      },
    };
    const require = (name) => {
      if (name !== 'electron') throw new Error('A sandboxed preload cannot require ' + name);
      return { contextBridge, ipcRenderer };
    };
    const module = { exports: {} };
    (function (require, module, exports) {${preload}\n})(require, module, module.exports);
  })()`;
}

export type Wire = { bytes: string } | { json: unknown };

export const toWire = (value: unknown): Wire =>
  value instanceof Uint8Array ? { bytes: Buffer.from(value).toString('base64') } : { json: value };

export const fromWire = (wire: Wire): unknown =>
  // A plain Uint8Array, as Electron's structured clone gives.
  'bytes' in wire ? new Uint8Array(Buffer.from(wire.bytes, 'base64')) : wire.json;

export interface Worlds {
  /** Sends to the preload of the page that stands now. */
  send(channel: string, given: unknown[]): Promise<void>;
}

const worldName = 'stand-in-preload';

/** `invoke`: what ipcMain answers; it is told nothing of where the page stands, for that is the page's to know. */
export async function openWorlds(
  page: Page,
  preloadPath: string,
  invoke: (channel: string, given: unknown[]) => Promise<unknown>,
): Promise<Worlds> {
  const cdp = await page.context().newCDPSession(page);
  let preloadContext: number | null = null;
  cdp.on('Runtime.executionContextCreated', ({ context }) => {
    if (context.name === worldName && context.auxData?.frameId === mainFrameId) preloadContext = context.id;
  });
  cdp.on('Runtime.executionContextsCleared', () => (preloadContext = null));
  const mainFrameId = (await cdp.send('Page.getFrameTree')).frameTree.frame.id;
  cdp.on('Runtime.bindingCalled', async ({ payload, executionContextId }) => {
    const { id, channel, given } = JSON.parse(payload);
    const settled = await invoke(channel, given.map(fromWire)).then(
      (answer) => ({ id, answer: toWire(answer) }),
      (error: Error) => ({ id, error: error.message }),
    );
    await evaluate(cdp, executionContextId, `standInSettle(${JSON.stringify(settled)})`);
  });
  await cdp.send('Page.enable');
  await cdp.send('Runtime.enable');
  await cdp.send('Runtime.addBinding', { name: 'standInInvoke', executionContextName: worldName });
  await cdp.send('Page.addScriptToEvaluateOnNewDocument', { source: pageWorldSource });
  await cdp.send('Page.addScriptToEvaluateOnNewDocument', {
    source: preloadWorldSource(readFileSync(preloadPath, 'utf8')),
    worldName,
  });
  return {
    send: async (channel, given) => {
      if (preloadContext === null) return; // between two documents, as in Electron
      await evaluate(cdp, preloadContext, `standInSend(${JSON.stringify({ channel, given: given.map(toWire) })})`);
    },
  };
}

async function evaluate(cdp: CDPSession, contextId: number, expression: string): Promise<void> {
  // A document that is gone hears nothing more, as in Electron.
  await cdp.send('Runtime.evaluate', { contextId, expression }).catch(() => undefined);
}
