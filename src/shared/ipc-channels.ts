/** The two channels between the desktop window and its host; nothing else crosses. */

/** Window to host: name and encoded input of a call; the answer is an encoded outcome. */
export const callChannel = 'cored:call';

/** Host to window: name and encoded payload of a push. */
export const pushChannel = 'cored:push';
