/** The preload bridge of the desktop window: gives the page `window.cored` with call and on, and nothing else. */
import { contextBridge, ipcRenderer, type IpcRendererEvent } from 'electron';
import { callChannel, pushChannel } from '../shared/ipc-channels';
import type { Bridge } from '../shared/wire';

const bridge: Bridge = {
  call: (name, input) => ipcRenderer.invoke(callChannel, name, input),
  on: (name, listener) => {
    const receive = (_: IpcRendererEvent, arrived: unknown, payload: unknown) => {
      if (arrived === name && payload instanceof Uint8Array) listener(payload);
    };
    ipcRenderer.on(pushChannel, receive);
    return () => ipcRenderer.removeListener(pushChannel, receive);
  },
};

contextBridge.exposeInMainWorld('cored', bridge);
