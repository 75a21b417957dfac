/** A page with figures between two marks, which the bench puts there. */

export const beginMark = '<!-- bench:begin -->';
export const endMark = '<!-- bench:end -->';

/** The page with `section` in the place of what stood between the marks. Throws where the marks are not there in order. */
export function refreshPage(page: string, section: string): string {
  const begin = page.indexOf(beginMark);
  const end = page.indexOf(endMark);
  if (begin < 0 || end < begin) {
    throw new Error(`The page has no "${beginMark}" with an "${endMark}" after it. Put both back, each on a line.`);
  }
  return `${page.slice(0, begin + beginMark.length)}\n\n${section}\n\n${page.slice(end)}`;
}
