# Joins.
scenario_program(join_scenarios join_scenarios.c)

hangs(join_scenarios holding join-holding MATCH "holds +s_mutex" "waits for +end of T2")
silent(join_scenarios holding_nothing)
silent(join_scenarios holding_another)
shown(join_scenarios holding_afterwards "join-holding (possible)")
silent(join_scenarios holding_afterwards)
foreach(scenario holding_another_afterwards holding_when_past)
  lockcheck_expect_test(NAME preload.join_scenarios.${scenario}.not_shown
    COMMAND lockcheck run --show=all -- $<TARGET_FILE:join_scenarios> ${scenario}
    STATUS 0 MATCH_OUT "^done$" REJECT "join-holding" LABELS preload)
endforeach()
reported(join_scenarios itself "deadlock (confirmed)" MATCH "What to do: let another thread join")
hangs(join_scenarios ring_of_3 deadlock)
silent(join_scenarios chain)
silent(join_scenarios cancelled)
hangs(cond_scenarios join_with_mutex_hangs join-holding)

# The ends of threads.
scenario_program(thread_end_scenarios thread_end_scenarios.c)

reported(thread_end_scenarios ends_with_mutex "exit-holding (confirmed)" MATCH "s_mutex")
reported(thread_end_scenarios ends_with_rwlock "exit-holding (confirmed)" MATCH "s_rwlock")
reported(thread_end_scenarios exits_with_mutex "exit-holding (confirmed)" MATCH "s_mutex")
shown(thread_end_scenarios detached_ends_with_mutex "exit-holding (info)")
silent(thread_end_scenarios detached_ends_with_mutex)
hangs(thread_end_scenarios detached_ends_and_wanted exit-holding
  MATCH "waits for a lock that another one held when it ended" "holds +s_mutex")
silent(thread_end_scenarios cancelled_in_lock)
silent(thread_end_scenarios ends_with_none)
silent(thread_end_scenarios ends_and_destructor_unlocks)
silent(thread_end_scenarios ends_with_robust)
shown(thread_end_scenarios never_joined "thread-leak (info)")
silent(thread_end_scenarios never_joined)
shown(thread_end_scenarios never_joined_and_running "thread-leak (info)")
silent(thread_end_scenarios never_joined_and_running)
foreach(scenario detached_and_running never_joined_and_emergency)
  lockcheck_expect_test(NAME preload.thread_end_scenarios.${scenario}.not_shown
    COMMAND lockcheck run --show=all -- $<TARGET_FILE:thread_end_scenarios> ${scenario}
    STATUS 0 MATCH_OUT "^done$" REJECT "thread-leak" LABELS preload)
endforeach()
silent(thread_end_scenarios detached)
silent(thread_end_scenarios joined)
