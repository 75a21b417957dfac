/** The few pages that the server writes itself, without the interface: why someone is not let in, and what to do. */

export const logInPath = '/login';

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

/** Where the server has users: each has a token, which goes into the body of a request and never into an address. */
export const logInPage = page('Log in to the workbench', 'Paste the token that you were given.', '', logInForm());
export const wrongTokenPage = page(
  'Log in to the workbench',
  'This token opens nothing here. Paste the one that you were given, or ask whoever runs the server for another.',
  '',
  logInForm(),
);

function logInForm(): string {
  return [
    `<form method="post" action="${logInPath}">`,
    '<label>Token <input name="token" type="password" autocomplete="current-password" required autofocus></label> ',
    '<button>Log in</button></form>',
  ].join('');
}

function page(title: string, text: string, head = '', below = ''): string {
  return [
    '<!doctype html>',
    `<html lang="en"><head><meta charset="utf-8"><title>${title}</title>${head}</head>`,
    `<body><h1>${title}</h1><p>${text}</p>${below}</body></html>`,
    '',
  ].join('\n');
}
