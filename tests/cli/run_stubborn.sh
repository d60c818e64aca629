#!/usr/bin/env bash
# Programs that do not want to end: this one ignores SIGTERM, and its child has left the session.
trap '' TERM
setsid "$@" &
wait
wait
