/*
 * base/status.h - racegate's exit statuses, which are also its verdicts. Documented in racegate(1).
 */
#ifndef RG_BASE_STATUS_H
#define RG_BASE_STATUS_H

enum rg_status {
    RG_STATUS_PASS = 0,
    RG_STATUS_NEW_FINDING = 1,
    RG_STATUS_USAGE = 2,
    RG_STATUS_INCONCLUSIVE = 3, /* something was not looked at */
    RG_STATUS_POLICY = 4,       /* an entry of a baseline or a suppression must go */
    RG_STATUS_HANG = 124,       /* a test hung and no detector explained it */
};

#endif
