/** How the system knows the program: its notifications, its windows on the taskbar, its installations. */
export const appId = 'io.github.cored-workbench';
