# Semaphores, and CPython's locks, which are semaphores.
scenario_program(sem_scenarios sem_scenarios.c)

reported(sem_scenarios abba ${order} MATCH "s_a -> s_b -> s_a|s_b -> s_a -> s_b")
silent(sem_scenarios abab)
silent(sem_scenarios value_2)
silent(sem_scenarios withdrawn_afterwards)
silent(sem_scenarios handed_over)
reported(sem_scenarios with_mutex ${order})
silent(sem_scenarios waiter_lock)
silent(sem_scenarios try_second)
reported(sem_scenarios try_first ${order})
reported(sem_scenarios timed_second ${order})
silent(sem_scenarios timed_out)
silent(sem_scenarios initialised_again)
silent(sem_scenarios destroyed_taken)
silent(sem_scenarios cancelled)
silent(sem_scenarios named)
hangs(sem_scenarios both_hang deadlock MATCH "waits for +s_a" "waits for +s_b")
hangs(sem_scenarios both_hang_at_first deadlock)
lockcheck_expect_test(NAME preload.sem_scenarios.off
  COMMAND lockcheck run -- $<TARGET_FILE:sem_scenarios> abba ENV LOCKCHECK_OPTIONS=sem=0
  MATCH "^done$" REJECT "WARNING: lockcheck" LABELS preload)
lockcheck_expect_test(NAME preload.sem_scenarios.both_wait_for_a_third.silent
  COMMAND lockcheck run -- $<TARGET_FILE:sem_scenarios> both_wait_for_a_third
  ENV LOCKCHECK_OPTIONS=hang_check_ms=20
  MATCH "^done$" REJECT "WARNING: lockcheck: deadlock" LABELS preload)

# Posted too often, and as often as it is meant.
scenario_program(overpost_scenarios overpost_scenarios.c)
function(no_overpost program scenario)
  lockcheck_expect_test(NAME preload.${program}.${scenario}.no_overpost
    COMMAND lockcheck run --show=all -- $<TARGET_FILE:${program}> ${scenario}
    STATUS 0 MATCH_OUT "^done$" REJECT "sem-overpost" LABELS preload)
endfunction()

shown(overpost_scenarios posted_twice "sem-overpost (info)")
silent(overpost_scenarios posted_twice)
shown(overpost_scenarios permit_posted_twice "sem-overpost (info)")
no_overpost(sem_scenarios abab)
foreach(scenario posted_for_another gives_back_for_another stock_grows items given_back_before
    given_back_before_by_another)
  no_overpost(overpost_scenarios ${scenario})
endforeach()

find_program(LOCKCHECK_PYTHON NAMES python3.11 python3 DOC "CPython whose threads are watched in tests")
if(LOCKCHECK_PYTHON)
  # Where python3 is a script that looks for the real one, start the real one.
  execute_process(COMMAND ${LOCKCHECK_PYTHON} -c "import sys; print(sys.executable)"
    OUTPUT_VARIABLE python OUTPUT_STRIP_TRAILING_WHITESPACE)
  lockcheck_expect_test(NAME preload.python.abba.reported
    COMMAND lockcheck run -- ${python} ${CMAKE_CURRENT_SOURCE_DIR}/python/locks.py abba
    STATUS 66 COUNT 1 "WARNING: lockcheck: lock-order \\(predicted\\)"
    MATCH "^done$" "SUMMARY: lockcheck: 1 finding" LABELS preload)
  lockcheck_expect_test(NAME preload.python.join_holding.reported
    COMMAND lockcheck run -- ${python} ${CMAKE_CURRENT_SOURCE_DIR}/python/locks.py join_holding
    STATUS 66 COUNT 1 "WARNING: lockcheck: lock-order \\((predicted|possible)\\)"
    MATCH "^done$" LABELS preload)
  foreach(name abab conditions handover joined_between)
    lockcheck_expect_test(NAME preload.python.${name}.silent
      COMMAND lockcheck run -- ${python} ${CMAKE_CURRENT_SOURCE_DIR}/python/locks.py ${name}
      MATCH_OUT "^done$" REJECT "WARNING: lockcheck" LABELS preload)
  endforeach()
  lockcheck_expect_test(NAME preload.python.try_that_failed.shown
    COMMAND lockcheck run --show=all -- ${python} ${CMAKE_CURRENT_SOURCE_DIR}/python/locks.py try_that_failed
    MATCH "WARNING: lockcheck: lock-order \\(possible\\)" "^done$"
    REJECT "lock-order \\(predicted\\)" LABELS preload)
  lockcheck_expect_test(NAME preload.python.hang.hangs
    COMMAND lockcheck run -- ${python} ${CMAKE_CURRENT_SOURCE_DIR}/python/locks.py hang
    STATUS 66 COUNT 1 "WARNING: lockcheck: deadlock \\(deadlock\\)" REJECT "^done$" LABELS preload)

  # multiprocessing.Lock is a semaphore that processes share.
  set(processes lockcheck run -- ${python} ${CMAKE_CURRENT_SOURCE_DIR}/python/processes.py)
  lockcheck_expect_test(NAME preload.python.processes_abba.reported
    COMMAND ${processes} abba
    STATUS 66 COUNT 1 "WARNING: lockcheck: lock-order \\(predicted\\)"
    MATCH "^done$" "Two processes take the same two locks" LABELS preload)
  lockcheck_expect_test(NAME preload.python.processes_hang.hangs
    COMMAND ${processes} hang
    STATUS 66 COUNT 1 "WARNING: lockcheck: deadlock \\(deadlock\\)"
    MATCH "Two processes wait for each other" REJECT "^done$" LABELS preload)
  foreach(name abab handed_over tried)
    lockcheck_expect_test(NAME preload.python.processes_${name}.silent
      COMMAND ${processes} ${name} MATCH_OUT "^done$" REJECT "WARNING: lockcheck" LABELS preload)
  endforeach()
else()
  message(STATUS "no python3: its locks are not tested")
endif()
