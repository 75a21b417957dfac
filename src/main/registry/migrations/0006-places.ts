/**
 * Paths inside the workspace become relative to it. Where it lay is what stood before `/runs/<id>` in its runs' folders:
 * it may have been moved since.
 */
const former = `(SELECT substr(folder, 1, length(folder) - length(id) - 6) FROM run
  WHERE folder LIKE '%_runs_' || replace(id, '_', '\\_') ESCAPE '\\' ORDER BY created_at DESC LIMIT 1)`;

/** `path` without the workspace before it; null for what lies outside. */
const within = (path: string) => `
  CASE WHEN substr(${path}, 1, length(${former}) + 1) IN (${former} || '/', ${former} || '\\')
    THEN replace(substr(${path}, length(${former}) + 2), '\\', '/') END`;

export const places = `
  UPDATE OR IGNORE dataset SET path = ${within('path')} WHERE ${within('path')} IS NOT NULL;
  UPDATE task SET scan = json_set(scan, '$.path', ${within(`json_extract(scan, '$.path')`)})
    WHERE ${within(`json_extract(scan, '$.path')`)} IS NOT NULL;
  UPDATE OR IGNORE weights_file SET path = ${within('path')} WHERE ${within('path')} IS NOT NULL;
  UPDATE run SET folder = 'runs/' || id;
`;
