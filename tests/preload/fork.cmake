# fork with a lock held by another thread: told when the child comes to want it.
scenario_program(fork_scenarios fork_scenarios.c)

foreach(lock mutex rwlock)
  lockcheck_expect_test(NAME preload.fork_scenarios.child_wants_${lock}.reported
    COMMAND lockcheck run -- $<TARGET_FILE:fork_scenarios> child_wants_${lock}
    STATUS 66 COUNT 1 "WARNING: lockcheck: fork-holding \\(deadlock\\)"
    MATCH "^done$" "wants +s_${lock}" "holds +s_${lock}" "hold_both_over_fork" LABELS preload)
endforeach()
silent(fork_scenarios child_wants_its_own)
silent(fork_scenarios child_renews)
silent(fork_scenarios held_by_atfork)
silent(fork_scenarios child_renews_inherited)
reported(fork_scenarios child_renews_its_own "destroy-held (confirmed)" MATCH "destroys +s_own")

# Handlers that were registered before our constructor run after ours, unless ours were first.
add_executable(atfork_first atfork_first.c)
target_compile_options(atfork_first PRIVATE -fno-builtin)
target_link_libraries(atfork_first PRIVATE lockcheck_warnings Threads::Threads)
lockcheck_expect_test(NAME preload.atfork_first.silent
  COMMAND lockcheck run -- $<TARGET_FILE:atfork_first>
  STATUS 0 MATCH_OUT "^done$" REJECT "WARNING: lockcheck" "incomplete" LABELS preload)

# Beside a thread that has a lock: however a child is made, it ends as it would, and only one that wants
# that lock is told.
scenario_program(child_scenarios child_scenarios.c)
foreach(scenario fork_and_exit fork_and_lock fork_and_exec vfork_and_exec vfork_and_exit spawn spawn_by_name
    by_system by_popen become_daemon fork_and_try)
  silent(child_scenarios ${scenario})
endforeach()
foreach(scenario fork_and_want fork_twice_and_want)
  reported(child_scenarios ${scenario} "fork-holding (deadlock)" MATCH "wants +s_lock" "hold_lock")
endforeach()
