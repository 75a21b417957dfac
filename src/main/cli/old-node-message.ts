/** Says what to do when the Node that runs this is too old; null when it is not. */

const neededMajor = 22;

export function oldNodeMessage(version: string): string | null {
  if (Number(version.split('.')[0]) >= neededMajor) return null;
  return (
    `CoReD Workbench needs Node ${neededMajor} or newer; this is ${version}. ` +
    'Start it with `npm start` or `npm run -s cored --`, which find the Node that came with it, or install a newer one.'
  );
}
