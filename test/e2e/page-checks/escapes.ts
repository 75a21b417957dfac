/** What sticks out of its card or of the window sideways. What scrolls or is cut inside its own box does not. */
import type { Page } from 'playwright-core';
import { z } from 'zod';

/** Runs in the page, so it is text: tests are compiled for Node. */
const search = `(() => {
  const found = [];
  const page = document.documentElement;
  if (page.scrollWidth > innerWidth) found.push('the page is ' + page.scrollWidth + ' px wide');
  const isFrame = (element) => element.matches('main, nav, body, html');
  for (const element of document.body.querySelectorAll('*')) {
    const { left, right, width, height } = element.getBoundingClientRect();
    if (width === 0 || height === 0 || element.closest('.only-read, svg, .uplot')) continue;
    let [from, to] = [0, innerWidth];
    let isHeld = false;
    for (let around = element.parentElement; around && !isHeld; around = around.parentElement) {
      if (isFrame(around)) continue;
      isHeld = getComputedStyle(around).overflowX !== 'visible';
      if (!around.classList.contains('card')) continue;
      const card = around.getBoundingClientRect();
      [from, to] = [Math.max(from, card.left), Math.min(to, card.right)];
    }
    if (isHeld || (left >= from - 1 && right <= to + 1)) continue;
    const name = element.tagName.toLowerCase() + '.' + [...element.classList].join('.');
    found.push(name + ' from ' + Math.round(left) + ' to ' + Math.round(right) + ', "' + element.textContent.trim().slice(0, 40) + '"');
  }
  return found;
})()`;

export async function findEscapes(page: Page): Promise<string[]> {
  return z.array(z.string()).parse(await page.evaluate(search));
}
