#!/usr/bin/env -S bash -u
# A script to be launched: runs its arguments and passes on their status.
"$@"
exit $?
