/** The few pages that the server writes itself, without the interface: why someone is not let in, and what to do. */

export const notLetInPage = page(
  'This address does not open the workbench',
  'An address opens the workbench once. This one has been used, or it is not complete. ' +
    'Press Enter in the terminal in which the workbench runs to get a new one, or start the workbench again.',
);

/**
 * After a click on another site the browser keeps a SameSite=Strict cookie back, also from the redirect's target.
 * This page asks again from our own site; whoever has no cookie then gets `notLetInPage`.
 */
export const askAgainPage = page(
  'Opening the workbench',
  'One moment.',
  '<meta http-equiv="refresh" content="0; url=/">',
);

function page(title: string, text: string, head = ''): string {
  return [
    '<!doctype html>',
    `<html lang="en"><head><meta charset="utf-8"><title>${title}</title>${head}</head>`,
    `<body><h1>${title}</h1><p>${text}</p></body></html>`,
    '',
  ].join('\n');
}
