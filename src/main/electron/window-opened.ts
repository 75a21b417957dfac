/** What the desktop window writes to standard output when it is open, for the command line that started it. */
export const windowOpenedLine = 'CoReD Workbench: the window is open';
