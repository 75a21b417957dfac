/** Where `npm run setup:prepare` puts ffmpeg and the face networks; read by that script too, so it imports nothing of ours. */
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';

/** CORED_PREPARE, else a folder of the user's data: outside node_modules, so that `npm ci` leaves it alone. */
export function toolsFolder(environment: NodeJS.ProcessEnv = process.env): string {
  const named = environment['CORED_PREPARE'];
  if (named) return resolve(named);
  const data = environment['XDG_DATA_HOME'] || join(homedir(), '.local', 'share');
  return join(data, 'cored-workbench', 'prepare');
}

/** In that folder: which packages what lies there came from. */
export const manifestName = 'prepare.json';

/** The face networks' files in that folder. */
export const facesFolder = 'faces';
export const faceModels = { detector: 'ssd_mobilenetv1_model', landmarks: 'face_landmark_68_model' } as const;

export function modelFiles(model: string): { manifest: string; weights: string } {
  return { manifest: `${model}-weights_manifest.json`, weights: `${model}.bin` };
}

/** ffmpeg or ffprobe, in that folder. */
export function programFile(name: 'ffmpeg' | 'ffprobe', platform = process.platform): string {
  return join('bin', platform === 'win32' ? `${name}.exe` : name);
}
