# Many threads that wait for one lock: of all who wait too long one tells it, and the rest keep still.
scenario_program(crowd_scenarios crowd_scenarios.c)
lockcheck_expect_test(NAME preload.crowd_scenarios.crowd_waits_long.told
  COMMAND lockcheck run -- $<TARGET_FILE:crowd_scenarios> crowd_waits_long
  ENV LOCKCHECK_OPTIONS=hang_ms=200 STATUS 0
  COUNT 1 "WARNING: lockcheck: long-wait \\(info\\)" MATCH "^done$" LABELS preload)
lockcheck_expect_test(NAME preload.crowd_scenarios.crowd_waits_not_too_long.silent
  COMMAND lockcheck run -- $<TARGET_FILE:crowd_scenarios> crowd_waits_not_too_long
  ENV LOCKCHECK_OPTIONS=hang_ms=600000 STATUS 0 MATCH "^done$" REJECT "WARNING" LABELS preload)
