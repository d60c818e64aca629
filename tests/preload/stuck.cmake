# Processes in which everybody sleeps for good.
scenario_program(stuck_scenarios stuck_scenarios.c)

hangs(stuck_scenarios lost_signal global-deadlock
  MATCH "waits for +s_cond" "signalled +s_cond" "signal_early" "end of T2" "came before")
silent(stuck_scenarios late_signal)
hangs(stuck_scenarios all_on_conditions global-deadlock MATCH "T1 " "T6 " "nobody was seen to signal")
hangs(stuck_scenarios last_one_ends global-deadlock MATCH "T1 " "T3 ")
hangs(stuck_scenarios alone global-deadlock)
hangs(stuck_scenarios c11_conditions global-deadlock MATCH "waits for +s_cnd")
silent(stuck_scenarios deadline_wakes)
hangs(stuck_scenarios semaphores global-deadlock MATCH "T1 " "T2 " "waits for +s_posted")
hangs(stuck_scenarios barrier_lacks_one global-deadlock MATCH "waits for +s_barrier")
silent(stuck_scenarios barrier_is_full)
hangs(stuck_scenarios nested_hangs nested-monitor
  MATCH "holds +s_outer" "waits for +s_cond" "waits for +s_outer" "signal_under_outer")
hangs(stuck_scenarios nested_semaphore_hangs nested-monitor
  MATCH "holds +s_outer" "waits for +s_posted" "waits for +s_outer")

hangs(stuck_scenarios after_a_finding global-deadlock MATCH "unlock-not-locked")
lockcheck_expect_test(NAME preload.plain.stuck_after_a_finding
  COMMAND timeout -s KILL 3 $<TARGET_FILE:stuck_scenarios> after_a_finding
  ENV LD_PRELOAD=$<TARGET_FILE:lockcheck_preload> STATUS 137
  COUNT 1 "WARNING: lockcheck: global-deadlock \\(deadlock\\)" LABELS preload)

# With the library alone it is told, and the program hangs on.
lockcheck_expect_test(NAME preload.plain.stuck_told_once
  COMMAND timeout -s KILL 3 $<TARGET_FILE:stuck_scenarios> lost_signal
  ENV LD_PRELOAD=$<TARGET_FILE:lockcheck_preload> STATUS 137
  COUNT 1 "WARNING: lockcheck: global-deadlock \\(deadlock\\)" LABELS preload)

# Those that only look like it: somebody may wake them.
scenario_program(awake_scenarios awake_scenarios.c)
foreach(scenario handler_posts handler_interrupts timer_thread_signals other_process_wakes
    somebody_works ping_pong semaphore_ping_pong)
  silent(awake_scenarios ${scenario})
endforeach()

# Two could notice, at once, and each of them sees that the other is awake.
scenario_program(at_once_scenarios at_once_scenarios.c)
lockcheck_expect_test(NAME preload.at_once_scenarios.one_ends.hangs
  COMMAND lockcheck run -- $<TARGET_FILE:at_once_scenarios> one_ends
  STATUS 66 MATCH_OUT "^done$" MATCH "global-deadlock \\(deadlock\\)" REJECT "not so" LABELS preload)
silent(at_once_scenarios one_wakes)

# Idle by design: a signal or a timer wakes them. One that only ends the process wakes nobody.
scenario_program(idle_scenarios idle_scenarios.c)
foreach(scenario in_pause in_sigwait in_sigwaitinfo in_sigsuspend in_signalfd in_select in_sem_wait
    in_join by_alarm by_interval_timer by_timer_thread by_signal_thread)
  silent(idle_scenarios ${scenario})
endforeach()
hangs(idle_scenarios stuck_beside_alarm global-deadlock)
