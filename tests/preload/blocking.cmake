# Blocking with a lock held: told on request, and never a failure.
scenario_program(blocking_scenarios blocking_scenarios.c)

function(blocks scenario)
  lockcheck_expect_test(NAME preload.blocking_scenarios.${scenario}.shown
    COMMAND lockcheck run --show=all -- $<TARGET_FILE:blocking_scenarios> ${scenario}
    ENV LOCKCHECK_OPTIONS=hold_ms=30
    MATCH "WARNING: lockcheck: hold-while-blocking \\(info\\)" "^done$" ${ARGN} LABELS preload)
endfunction()

function(does_not_block scenario)
  lockcheck_expect_test(NAME preload.blocking_scenarios.${scenario}.silent
    COMMAND lockcheck run --show=all -- $<TARGET_FILE:blocking_scenarios> ${scenario}
    ENV LOCKCHECK_OPTIONS=hold_ms=30 MATCH "^done$" REJECT "WARNING: lockcheck" LABELS preload)
endfunction()

foreach(scenario sleep poll select epoll_wait recv waitpid system fcntl contended)
  blocks(${scenario} "blocked at" "blocked for [0-9]+ ms")
endforeach()
blocks(cond_wait "waits for +s_cond")
blocks(sem_wait "waits for +s_signal")
blocks(join "waits for +end of T")
foreach(scenario unwanted nothing shortly)
  does_not_block(${scenario})
endforeach()
silent(blocking_scenarios sleep)

# Each call of the list, with a lock held that others ask for, and with one that nobody wants.
scenario_program(blocking_calls blocking_calls.c)
set(calls sleep usleep nanosleep clock_nanosleep thrd_sleep pause sigsuspend poll ppoll select pselect
  epoll_wait epoll_pwait epoll_pwait2 read readv recv recvfrom recvmsg recvmmsg write writev send sendto
  sendmsg sendmmsg accept accept4 connect flock fcntl lockf wait waitpid wait3 wait4 waitid system pclose
  sem_wait sem_timedwait sem_clockwait barrier_wait cond_clockwait join timedjoin)
set(calls_of_any_length fsync fdatasync getaddrinfo)
foreach(call ${calls} ${calls_of_any_length})
  set(hold_ms 30)
  if(call IN_LIST calls_of_any_length)
    set(hold_ms 0) # how long they take is not ours to say
  endif()
  lockcheck_expect_test(NAME preload.blocking_calls.${call}.shown
    COMMAND lockcheck run --show=all -- $<TARGET_FILE:blocking_calls> ${call}
    ENV LOCKCHECK_OPTIONS=hold_ms=${hold_ms}
    MATCH "WARNING: lockcheck: hold-while-blocking \\(info\\)" "#[0-9]+ call_${call} " "^done$"
    LABELS preload)
  lockcheck_expect_test(NAME preload.blocking_calls.${call}.silent
    COMMAND lockcheck run --show=all -- $<TARGET_FILE:blocking_calls> ${call} unwanted
    ENV LOCKCHECK_OPTIONS=hold_ms=${hold_ms}
    MATCH_OUT "^done$" REJECT "WARNING: lockcheck" LABELS preload)
endforeach()

# With LD_PRELOAD alone stderr is the program's own: what only informs leaves no trace there unasked.
set(plain_sleep COMMAND $<TARGET_FILE:blocking_scenarios> sleep)
set(plain_env ENV LD_PRELOAD=$<TARGET_FILE:lockcheck_preload>)
lockcheck_expect_test(NAME preload.blocking_scenarios.sleep.plain_silent ${plain_sleep}
  ${plain_env} LOCKCHECK_OPTIONS=hold_ms=30 MATCH_OUT "^done$" REJECT "lockcheck" LABELS preload)
lockcheck_expect_test(NAME preload.blocking_scenarios.sleep.plain_shown ${plain_sleep}
  ${plain_env} LOCKCHECK_OPTIONS=hold_ms=30:show=all
  MATCH "WARNING: lockcheck: hold-while-blocking" "SUMMARY: lockcheck: 1 finding" LABELS preload)
