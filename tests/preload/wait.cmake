# Deadlocks explained while they hang; each run would hang without it, and is bounded.

scenario_program(wait_scenarios wait_scenarios.c)

hangs(wait_scenarios abba_hangs deadlock MATCH "has waited 0\\." "waits for +s_a" "waits for +s_b")
hangs(wait_scenarios philosophers_2 deadlock)
# One event is told once; and what is another one as well.
lockcheck_expect_test(NAME preload.wait_scenarios.abba_predicted_and_hangs.once
  COMMAND lockcheck run -- $<TARGET_FILE:wait_scenarios> abba_predicted_and_hangs
  STATUS 66 COUNT 1 "WARNING: lockcheck: " MATCH "deadlock \\(deadlock\\)" "And 1 prediction for the same locks"
  LABELS preload)
# A suppressed deadlock hides nothing else.
lockcheck_expect_test(NAME preload.wait_scenarios.abba_predicted_and_hangs.suppressed
  COMMAND lockcheck run --suppressions=${CMAKE_CURRENT_SOURCE_DIR}/abba_hangs.supp
    -- $<TARGET_FILE:wait_scenarios> abba_predicted_and_hangs
  STATUS 66 COUNT 1 "WARNING: lockcheck: " MATCH "lock-order \\(predicted\\)" LABELS preload)
lockcheck_expect_test(NAME preload.wait_scenarios.other_predicted_and_hangs.both
  COMMAND lockcheck run -- $<TARGET_FILE:wait_scenarios> other_predicted_and_hangs
  STATUS 66 COUNT 2 "WARNING: lockcheck: " MATCH "deadlock \\(deadlock\\)" "lock-order \\(predicted\\)"
  REJECT "for the same locks" LABELS preload)
reported(wait_scenarios renamed_to_create "lock-order (predicted)" MATCH "T1 \"master\"" "T2 \"worker\"")
hangs(wait_scenarios philosophers_5 deadlock MATCH "T6 " "s_forks\\[4\\]")
hangs(wait_scenarios philosophers_50 deadlock MATCH "T51 " "s_forks\\[49\\]")
hangs(wait_scenarios relock_hangs self-deadlock MATCH "s_a")
hangs(wait_scenarios relock_of_initialised_hangs self-deadlock)
hangs(wait_scenarios relock_adaptive_hangs self-deadlock)
silent(wait_scenarios relock_checked)
# The orders clash, and that is told; but nobody hung.
lockcheck_expect_test(NAME preload.wait_scenarios.abba_timed.no_deadlock
  COMMAND lockcheck run -- $<TARGET_FILE:wait_scenarios> abba_timed
  STATUS 66 MATCH "lock-order \\(predicted\\)" "^done$" REJECT "\\(deadlock\\)" LABELS preload)

# With the library alone the report comes while the program hangs, and the program hangs on.
lockcheck_expect_test(NAME preload.plain.deadlock_told_at_once
  COMMAND timeout -s KILL 2 $<TARGET_FILE:wait_scenarios> abba_hangs
  ENV LD_PRELOAD=$<TARGET_FILE:lockcheck_preload> STATUS 137
  COUNT 1 "WARNING: lockcheck: deadlock \\(deadlock\\)" LABELS preload)
# So does each of several that are found at once.
scenario_program(rings_scenarios rings_scenarios.c)
foreach(library lockcheck_preload alone)
  if(library STREQUAL "alone")
    set(path ${CMAKE_CURRENT_BINARY_DIR}/alone/liblockcheck.so)
  else()
    set(path $<TARGET_FILE:lockcheck_preload>)
  endif()
  lockcheck_expect_test(NAME preload.rings_scenarios.three_rings.${library}
    COMMAND timeout -s KILL 2 $<TARGET_FILE:rings_scenarios> three_rings
    ENV LD_PRELOAD=${path} STATUS 137
    COUNT 3 "WARNING: lockcheck: deadlock \\(deadlock\\)" LABELS preload)
endforeach()
lockcheck_expect_test(NAME preload.plain.deadlock_aborts
  COMMAND $<TARGET_FILE:wait_scenarios> abba_hangs
  ENV LD_PRELOAD=$<TARGET_FILE:lockcheck_preload> LOCKCHECK_OPTIONS=on_deadlock=abort STATUS 134
  COUNT 1 "WARNING: lockcheck: deadlock \\(deadlock\\)" LABELS preload)

# A thread that waits for itself hangs for one reason, as does who waits for one that is gone.
foreach(case "wait_scenarios:relock_hangs:self-deadlock"
    "thread_end_scenarios:detached_ends_and_wanted:exit-holding")
  string(REPLACE ":" ";" case "${case}")
  list(GET case 0 program)
  list(GET case 1 scenario)
  list(GET case 2 kind)
  lockcheck_expect_test(NAME preload.plain.${scenario}.told_once
    COMMAND timeout -s KILL 2 $<TARGET_FILE:${program}> ${scenario}
    ENV LD_PRELOAD=$<TARGET_FILE:lockcheck_preload> STATUS 137
    COUNT 1 "WARNING: lockcheck: " MATCH "WARNING: lockcheck: ${kind} .deadlock" LABELS preload)
endforeach()

# A slow holder: told after hang_ms, where it is then, and undisturbed.
foreach(slow "nap" "poll" "computation")
  if(slow STREQUAL "poll")
    set(where "#0 epoll_wait")
  else()
    set(where "hold_long +[^ ]*wait_scenarios\\.c")
  endif()
  lockcheck_expect_test(NAME preload.wait_scenarios.slow_${slow}.told
    COMMAND lockcheck run -- $<TARGET_FILE:wait_scenarios> slow_${slow}
    ENV LOCKCHECK_OPTIONS=hang_ms=200 STATUS 0
    COUNT 1 "WARNING: lockcheck: long-wait \\(info\\)" MATCH "is now at" "${where}" "^done$"
    "SUMMARY: lockcheck: 1 finding \\(1 info\\)" LABELS preload)
  silent(wait_scenarios slow_${slow})
endforeach()
# A holder that waits itself: for what, and where.
foreach(slow "condition:s_cond:wait_on_condition" "semaphore:s_signal:wait_for_post")
  string(REPLACE ":" ";" slow "${slow}")
  list(GET slow 0 name)
  list(GET slow 1 object)
  list(GET slow 2 where)
  lockcheck_expect_test(NAME preload.wait_scenarios.slow_${name}.told
    COMMAND lockcheck run --show=all -- $<TARGET_FILE:wait_scenarios> slow_${name}
    ENV LOCKCHECK_OPTIONS=hang_ms=400 STATUS 0
    COUNT 1 "WARNING: lockcheck: long-wait \\(info\\)"
    MATCH "waits as well" "waits for +${object} .*waiting at" "${where}" "^done$" LABELS preload)
endforeach()
# Its neighbour: a thread that is joined long before it ends.
lockcheck_expect_test(NAME preload.wait_scenarios.slow_thread.silent
  COMMAND lockcheck run --show=all -- $<TARGET_FILE:wait_scenarios> slow_thread
  ENV LOCKCHECK_OPTIONS=hang_ms=200 STATUS 0 MATCH "^done$" REJECT "WARNING" LABELS preload)

# Locks that the cancelled threads held stay held, and that may be told.
lockcheck_expect_test(NAME preload.wait_scenarios.cancelled_anywhere.ends
  COMMAND lockcheck run -- $<TARGET_FILE:wait_scenarios> cancelled_anywhere
  ENV LOCKCHECK_OPTIONS=exitcode=0 STATUS 0 MATCH "^done$" TIMEOUT 60 LABELS preload)
