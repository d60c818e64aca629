# Threads that refuse each other a lock, again and again, and those that are refused and get on.
scenario_program(livelock_scenarios livelock_scenarios.c)
scenario_program(refusal_scenarios refusal_scenarios.c)
scenario_program(livelock_std livelock_std.cpp)

# no_livelock(PROGRAM SCENARIO [OPTIONS]): nothing of the kind, whatever else is shown.
function(no_livelock program scenario)
  lockcheck_expect_test(NAME preload.${program}.${scenario}.no_livelock
    COMMAND lockcheck run --show=all -- $<TARGET_FILE:${program}> ${scenario}
    ENV LOCKCHECK_OPTIONS=${ARGN}
    STATUS 0 MATCH_OUT "^done$" REJECT "lockcheck: livelock" LABELS preload)
endfunction()

foreach(scenario two_mutexes five_mutexes recursive_mutexes c11_mutexes three_spins
    writers readers upgrades semaphores)
  shown(livelock_scenarios ${scenario} "livelock (info)")
endforeach()
# A timed lock can wait, so its order is told as well.
lockcheck_expect_test(NAME preload.livelock_scenarios.timed_mutexes.shown
  COMMAND lockcheck run --show=all -- $<TARGET_FILE:livelock_scenarios> timed_mutexes
  STATUS 66 MATCH "WARNING: lockcheck: livelock \\(info\\)" "lockcheck: lock-order \\(predicted\\)" "^done$"
  "SUMMARY: lockcheck: 2 findings" LABELS preload)
silent(livelock_scenarios two_mutexes)
no_livelock(livelock_scenarios two_mutexes_once_less)
lockcheck_expect_test(NAME preload.livelock_scenarios.two_mutexes.in_words
  COMMAND lockcheck run --show=all -- $<TARGET_FILE:livelock_scenarios> two_mutexes
  STATUS 0 COUNT 2 "#0 try_mutex" MATCH "#0 take_mutex" "Both were refused at least 1[56] times"
  "holds +s_mutexes\\[0\\]" "is refused +s_mutexes\\[1\\]" "Suppress: #!lockcheck livelock:" LABELS preload)
lockcheck_expect_test(NAME preload.livelock_scenarios.five_mutexes.in_words
  COMMAND lockcheck run --show=all -- $<TARGET_FILE:livelock_scenarios> five_mutexes
  STATUS 0 COUNT 5 "is refused +s_mutexes" MATCH "Five threads" "(-> s_mutexes\\[[0-4]\\] ?){5}" LABELS preload)
lockcheck_expect_test(NAME preload.livelock_scenarios.two_mutexes.fails_on_request
  COMMAND lockcheck run --fail-on=livelock -- $<TARGET_FILE:livelock_scenarios> two_mutexes
  STATUS 66 COUNT 1 "WARNING: lockcheck: livelock \\(info\\)" LABELS preload)

lockcheck_expect_test(NAME preload.refusal_scenarios.both_spin.shown
  COMMAND lockcheck run --show=all -- $<TARGET_FILE:refusal_scenarios> both_spin
  ENV LOCKCHECK_OPTIONS=hang_check_ms=10
  STATUS 0 COUNT 1 "WARNING: lockcheck: livelock \\(info\\)" MATCH "^done$" LABELS preload)
no_livelock(refusal_scenarios both_spin hang_check_ms=30000)
foreach(scenario both_get_on one_gets_on one_holds in_turn_only nothing_held own_lock forked
    by_others_each_time)
  no_livelock(refusal_scenarios ${scenario} hang_check_ms=1) # at once, as far as time matters
endforeach()

shown(livelock_std try_lock "livelock (info)")
no_livelock(livelock_std scoped_lock)
