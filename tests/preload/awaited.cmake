# What is destroyed under those who wait, and processes that a signal ends.
scenario_program(awaited_scenarios awaited_scenarios.c)

set(awaited "destroy-awaited (confirmed)")
reported(awaited_scenarios cond_init_awaited ${awaited} MATCH "waiting at")
silent(awaited_scenarios cond_destroy_signalled)
silent(awaited_scenarios barrier_destroy_left)
reported(awaited_scenarios sem_destroy_awaited ${awaited})
silent(awaited_scenarios sem_destroy_left)

shown(awaited_scenarios signal_without_mutex "signal-not-held (info)")
silent(awaited_scenarios signal_without_mutex)
lockcheck_expect_test(NAME preload.awaited_scenarios.signal_with_mutex.not_shown
  COMMAND lockcheck run --show=all -- $<TARGET_FILE:awaited_scenarios> signal_with_mutex
  STATUS 0 MATCH_OUT "^done$" REJECT "signal-not-held" LABELS preload)

# The call never returns: told before it is made, by a process that reports for itself.
set(preload "LD_PRELOAD=$<TARGET_FILE:lockcheck_preload>")
foreach(scenario cond_destroy_awaited barrier_destroy_awaited)
  lockcheck_expect_test(NAME preload.awaited_scenarios.${scenario}.told
    COMMAND timeout -s TERM 3 env ${preload} $<TARGET_FILE:awaited_scenarios> ${scenario}
    STATUS 124 COUNT 1 "WARNING: lockcheck: destroy-awaited \\(confirmed\\)" MATCH "waiting at"
    LABELS preload)
endforeach()

# Whatever ends the process, its own report comes first, and the end is as it would have been.
foreach(end aborts:134 killed:143 faults:139)
  string(REPLACE ":" ";" end ${end})
  list(GET end 0 scenario)
  list(GET end 1 status)
  lockcheck_expect_test(NAME preload.awaited_scenarios.${scenario}.reported
    COMMAND sh -c "${preload} $<TARGET_FILE:awaited_scenarios> ${scenario}"
    STATUS ${status} COUNT 1 "WARNING: lockcheck: api-error \\(confirmed\\)" LABELS preload)
endforeach()
lockcheck_expect_test(NAME preload.awaited_scenarios.aborts_clean.silent
  COMMAND sh -c "${preload} $<TARGET_FILE:awaited_scenarios> aborts_clean"
  STATUS 134 REJECT "lockcheck" LABELS preload)
