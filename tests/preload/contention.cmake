# Locks that threads wait for, told at the end with who had them.
scenario_program(contention_scenarios contention_scenarios.c)

# contention_test(SCENARIO NAME OPTIONS ...): with show=all, and what must be in the report.
function(contention_test scenario name options)
  lockcheck_expect_test(NAME preload.contention_scenarios.${scenario}.${name}
    COMMAND lockcheck run --show=all -- $<TARGET_FILE:contention_scenarios> ${scenario}
    ENV "LOCKCHECK_OPTIONS=${options}" STATUS 0 ${ARGN} LABELS preload)
endfunction()

contention_test(hold_mutex shown "" MATCH "^done$" "WARNING: lockcheck: contention \\(info\\)"
  "Threads waited [0-9]+ ms in all for one lock" "T2 .*waited once, [0-9]+ ms" "#0 wait_for_mutex"
  "T1 .*gave it back to a waiter once" "#0 hold_mutex_against" "#1 hold_mutex " "Contended locks" "^  s_mutex  static")
contention_test(hold_rwlock shown "" MATCH "^done$" "WARNING: lockcheck: contention \\(info\\)"
  "T2 .*waited once" "#0 wait_to_read" "T1 .*gave it back" "#1 hold_rwlock ")
contention_test(hold_sem shown "" MATCH "^done$" "WARNING: lockcheck: contention \\(info\\)"
  "T2 .*waited once" "#0 wait_for_sem" "T1 .*gave it back" "#0 hold_sem")
foreach(scenario timed_mutex clocked_mutex timed_reader)
  contention_test(${scenario} shown "" MATCH "^done$" "WARNING: lockcheck: contention \\(info\\)"
    "T2 .*waited once" "#0 ${scenario}_waits" "T1 .*gave it back" "#1 ${scenario} ")
endforeach()
contention_test(clocked_writer shown "" MATCH "^done$" "WARNING: lockcheck: contention \\(info\\)"
  "T2 .*waited once" "#0 clocked_writer_waits")
contention_test(timed_in_vain not_shown "" MATCH "^done$"
  REJECT "lockcheck: contention" "Contended locks")
contention_test(timed_alone not_shown "" MATCH "^done$" REJECT "WARNING" "Contended locks")
contention_test(post_sem_late not_shown "" MATCH "^done$" REJECT "WARNING" "Contended locks")
contention_test(hold_alone not_shown "" MATCH "^done$" REJECT "WARNING" "Contended locks")
contention_test(hold_mutex not_asked contention=0 MATCH "^done$" "Contended locks"
  REJECT "WARNING: lockcheck: contention")
contention_test(wait_and_fork told_once "" COUNT 1 "WARNING: lockcheck: contention" MATCH "^done$"
  REJECT "2 times")
silent(contention_scenarios hold_mutex)
silent(contention_scenarios hold_alone)
contention_test(take_20_times profiled profile=1 MATCH "^done$" "^Locks taken"
  "^    held 20 times, .* in all, .* at most" REJECT "WARNING" "Contended" "    waited")
contention_test(take_20_times not_profiled "" MATCH "^done$" REJECT "Contended locks")
contention_test(hand_over profiled profile=1 MATCH "^done$" "^    held once, [1-9]\\.[0-9]+ s"
  "^    held once, [0-9]?[0-9]?[0-9] [mu]s")
contention_test(take_again profiled profile=1 MATCH "^done$" "^    held once" REJECT "held 2 times")
contention_test(take_too_many profiled profile=1 MATCH "^done$" "locks more" "than can be counted")
lockcheck_expect_test(NAME preload.contention_scenarios.hold_mutex.as_json
  COMMAND lockcheck run --format=json -- $<TARGET_FILE:contention_scenarios> hold_mutex
  STATUS 0 MATCH "\"contention\":" "\"waits\": 1," "\"function\": \"hold_mutex\"" LABELS preload)
