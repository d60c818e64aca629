/*
 * report/fingerprint.h - what stays the same about a finding from run to run.
 *
 * The kind, and for each step module and function of the top project frames of what it holds and
 * what it wants; the steps in an order that does not depend on where the ring was entered. No
 * address, no line number, no lock, no thread. A function without a name is known by its offset,
 * which is stable as long as the file is.
 */
#ifndef LC_REPORT_FINGERPRINT_H
#define LC_REPORT_FINGERPRINT_H

#include "report/findings.h"

/* Sets finding->fingerprint and finding->places. */
void lc_fingerprint(struct lc_resolver *resolver, struct lc_finding *finding);

#endif
