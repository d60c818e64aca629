# Given back by another thread than the one that took it. The unlock is told, once, and no order that
# begins with a lock which the thread does not hold any more.
scenario_program(foreign_unlock_scenarios foreign_unlock_scenarios.c)

set(not_owner "unlock-not-owner (confirmed)")
reported(foreign_unlock_scenarios reader ${not_owner})
reported(foreign_unlock_scenarios mutex ${not_owner})
reported(foreign_unlock_scenarios spin_lock ${not_owner})
silent(foreign_unlock_scenarios semaphore)
reported(foreign_unlock_scenarios one_of_two ${not_owner})
reported(foreign_unlock_scenarios writes_after_reading ${not_owner})
reported(foreign_unlock_scenarios tried_often ${not_owner})

# The neighbours: what was asked for while the lock was held is an order.
foreach(scenario mutex_before mutex_again)
  lockcheck_expect_test(NAME preload.foreign_unlock_scenarios.${scenario}.reported
    COMMAND lockcheck run -- $<TARGET_FILE:foreign_unlock_scenarios> ${scenario}
    STATUS 66 MATCH "^done$" "WARNING: lockcheck: lock-order \\(predicted\\)"
    "SUMMARY: lockcheck: 2 findings" LABELS preload)
endforeach()
# Who reads such a lock is not known for sure.
lockcheck_expect_test(NAME preload.foreign_unlock_scenarios.reader_before.shown
  COMMAND lockcheck run --show=all -- $<TARGET_FILE:foreign_unlock_scenarios> reader_before
  STATUS 66 MATCH "^done$" "WARNING: lockcheck: lock-order \\(possible\\)" REJECT "predicted"
  LABELS preload)
