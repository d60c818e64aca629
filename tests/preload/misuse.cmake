# Rules broken by one call, and processes that a signal ends.
scenario_program(misuse_scenarios misuse_scenarios.c)

set(error "api-error (confirmed)")
reported(misuse_scenarios cond_deadline ${error} MATCH "calls on +s_cond")
silent(misuse_scenarios cond_deadline_carried)
reported(misuse_scenarios mutex_deadline ${error})
silent(misuse_scenarios mutex_deadline_carried)
reported(misuse_scenarios sem_deadline ${error})
silent(misuse_scenarios sem_deadline_carried)
reported(misuse_scenarios sem_too_many ${error})
silent(misuse_scenarios sem_many)
reported(misuse_scenarios barrier_of_none ${error})
silent(misuse_scenarios barrier_of_one)

set(noise "not-initialised (confirmed)")
reported(misuse_scenarios mutex_of_noise ${noise})
reported(misuse_scenarios mutex_destroyed ${noise})
silent(misuse_scenarios mutex_in_noise)
reported(misuse_scenarios cond_of_noise ${noise})
silent(misuse_scenarios cond_in_noise)
reported(misuse_scenarios sem_of_noise ${noise})
silent(misuse_scenarios sem_in_noise)
reported(misuse_scenarios barrier_of_noise ${noise})

set(again "init-again (confirmed)")
reported(misuse_scenarios mutex_init_again ${again})
silent(misuse_scenarios mutex_init_after_destroy)
reported(misuse_scenarios cond_init_again ${again})
silent(misuse_scenarios cond_init_after_destroy)
reported(misuse_scenarios rwlock_init_again ${again})
silent(misuse_scenarios rwlock_init_after_destroy)
reported(misuse_scenarios barrier_init_again ${again})
shown(misuse_scenarios stack_init_again "init-again (possible)")
silent(misuse_scenarios stack_init_again)
lockcheck_expect_test(NAME preload.misuse_scenarios.heap_init_again.not_shown
  COMMAND lockcheck run --show=all -- $<TARGET_FILE:misuse_scenarios> heap_init_again
  STATUS 0 MATCH_OUT "^done$" REJECT "WARNING: lockcheck" LABELS preload)

set(awaited "destroy-awaited (confirmed)")
reported(misuse_scenarios cond_init_awaited ${awaited} MATCH "waiting at")
silent(misuse_scenarios cond_destroy_signalled)
silent(misuse_scenarios barrier_destroy_left)
reported(misuse_scenarios sem_destroy_awaited ${awaited})
silent(misuse_scenarios sem_destroy_left)

shown(misuse_scenarios signal_without_mutex "signal-not-held (info)")
silent(misuse_scenarios signal_without_mutex)
lockcheck_expect_test(NAME preload.misuse_scenarios.signal_with_mutex.not_shown
  COMMAND lockcheck run --show=all -- $<TARGET_FILE:misuse_scenarios> signal_with_mutex
  STATUS 0 MATCH_OUT "^done$" REJECT "WARNING: lockcheck" LABELS preload)

# The call never returns: told before it is made, by a process that reports for itself.
set(preload "LD_PRELOAD=$<TARGET_FILE:lockcheck_preload>")
foreach(scenario cond_destroy_awaited barrier_destroy_awaited)
  lockcheck_expect_test(NAME preload.misuse_scenarios.${scenario}.told
    COMMAND timeout -s TERM 3 env ${preload} $<TARGET_FILE:misuse_scenarios> ${scenario}
    STATUS 124 COUNT 1 "WARNING: lockcheck: destroy-awaited \\(confirmed\\)" MATCH "waiting at"
    LABELS preload)
endforeach()

# Whatever ends the process, its own report comes first, and the end is as it would have been.
foreach(end aborts:134 killed:143 faults:139)
  string(REPLACE ":" ";" end ${end})
  list(GET end 0 scenario)
  list(GET end 1 status)
  lockcheck_expect_test(NAME preload.misuse_scenarios.${scenario}.reported
    COMMAND sh -c "${preload} $<TARGET_FILE:misuse_scenarios> ${scenario}"
    STATUS ${status} COUNT 1 "WARNING: lockcheck: api-error \\(confirmed\\)" LABELS preload)
endforeach()
lockcheck_expect_test(NAME preload.misuse_scenarios.aborts_clean.silent
  COMMAND sh -c "${preload} $<TARGET_FILE:misuse_scenarios> aborts_clean"
  STATUS 134 REJECT "lockcheck" LABELS preload)
