# class=1: the order of classes of locks.
scenario_program(class_scenarios class_scenarios.c)

function(class_test scenario name options)
  lockcheck_expect_test(NAME preload.class_scenarios.${scenario}.${name}
    COMMAND lockcheck run --show=all -- $<TARGET_FILE:class_scenarios> ${scenario}
    ENV "LOCKCHECK_OPTIONS=${options}" ${ARGN} MATCH_OUT "^done$" LABELS preload)
endfunction()

foreach(scenario inverted inverted_by_allocation)
  class_test(${scenario} shown class=1 STATUS 0 COUNT 1 "WARNING: lockcheck: lock-order \\(possible\\)")
  class_test(${scenario} not_asked class=0 STATUS 0 REJECT "WARNING")
endforeach()
class_test(inverted named class=1 STATUS 0 MATCH
  "locks of new_f[a-z]+ -> locks of new_f[a-z]+ -> locks of new_f" "class, initialised by new_folder at")
class_test(inverted_by_allocation named class=1 STATUS 0 MATCH "class, allocated by new_plain_a at")
foreach(scenario in_order one_class gated joined_between)
  class_test(${scenario} not_shown class=1 STATUS 0 REJECT "WARNING")
endforeach()
# The very same locks: that is told as it always is, and once.
class_test(same_locks told_once class=1 STATUS 66 COUNT 1 "WARNING: lockcheck: "
  MATCH "lock-order \\(predicted\\)" REJECT "locks of")
