/** The program's name for the system: Windows files its windows, notifications and recent folders under it. */
export const applicationId = 'org.cored.workbench';
