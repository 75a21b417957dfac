/** What each call changes: in the workspace, elsewhere, or nothing. Whoever may only look makes none but the last kind. */
import type { calls, CallName } from './contract';

/**
 * `writes`: in the workspace. `acts`: outside it, or on the machine (files of an export, a preparation, settings, a dialog).
 * `looks`: nothing that lasts.
 */
export type CallEffect = 'writes' | 'acts' | 'looks';

/** Those that the contract marks as writing. */
type WritingCall = {
  [Name in CallName]: (typeof calls)[Name] extends { readonly writes: true } ? Name : never;
}[CallName];

/** Every other call: one that is missing here fails the type check. */
const otherCalls: Readonly<Record<Exclude<CallName, WritingCall>, Exclude<CallEffect, 'writes'>>> = {
  'app/info': 'looks',
  'app/report': 'looks',
  'engine/list': 'looks',
  'engine/measure': 'acts',
  'machine/sample': 'looks',
  'folder/list': 'looks',
  'folder/choose': 'acts',
  'file/choose': 'acts',
  'dataset/propose': 'looks',
  'dataset/wish': 'looks',
  'dataset/list': 'looks',
  'dataset/get': 'looks',
  'preparation/tools': 'looks',
  'preparation/start': 'acts',
  'preparation/get': 'looks',
  'preparation/stop': 'acts',
  'task/samples': 'looks',
  'recipe/options': 'looks',
  'experiment/list': 'looks',
  'experiment/get': 'looks',
  'experiment/plan': 'looks',
  'experiment/again': 'looks',
  'experiment/write': 'looks',
  'experiment/read': 'looks',
  'template/list': 'looks',
  'template/get': 'looks',
  'queue/get': 'looks',
  'run/list': 'looks',
  'run/get': 'looks',
  'run/log': 'looks',
  'run/resumption': 'looks',
  'run/data': 'looks',
  'bin/list': 'looks',
  'view/list': 'looks',
  'stray/list': 'looks',
  'comparison/get': 'looks',
  'comparison/paired': 'looks',
  'comparison/render': 'looks',
  'comparison/export': 'acts',
  'weights/list': 'looks',
  'weights/files': 'looks',
  'weights/hash': 'looks',
  'executor/list': 'looks',
  'registry/health': 'looks',
  'registry/unreadable': 'looks',
  'backup/write': 'acts',
  'download/offer': 'acts',
  'weights/export': 'acts',
  'weights/convert': 'acts',
  'weights/inspect': 'looks',
  'bundle/export': 'acts',
  'tracker/export': 'acts',
  'mlflow/send': 'acts',
  'report/write': 'acts',
  'evaluation/list': 'looks',
  'evaluation/get': 'looks',
  'evaluation/strays': 'looks',
  'images/sets': 'looks',
  'images/list': 'looks',
  'images/thresholds': 'looks',
  'images/forgotten': 'looks',
  'images/thumbnails': 'looks',
  'images/picture': 'looks',
  'images/traces': 'looks',
  'images/saliency': 'looks',
  'images/score': 'looks',
  'cache/get': 'looks',
  'settings/get': 'looks',
  'settings/save': 'acts',
  'update/open': 'acts',
  'registry/importing': 'looks',
  'session/list': 'looks',
  'session/end': 'looks',
};

export function effectOf(name: CallName): CallEffect {
  return isOther(name) ? otherCalls[name] : 'writes';
}

function isOther(name: CallName): name is keyof typeof otherCalls {
  return Object.hasOwn(otherCalls, name);
}
