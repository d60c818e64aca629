/*
 * cli/descendants.h - the processes below this one, found in /proc.
 */
#ifndef LC_CLI_DESCENDANTS_H
#define LC_CLI_DESCENDANTS_H

/* Send the signal to every process that descends from this one, itself not included. */
void lc_descendants_signal(int number);

#endif
