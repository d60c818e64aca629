# The main thread is a thread like others when it ends before them.
scenario_program(main_end_scenarios main_end_scenarios.c)

hangs(main_end_scenarios leaves_a_waiter global-deadlock MATCH "T2 " "waits for +s_cond")
reported(main_end_scenarios leaves_with_mutex "exit-holding (confirmed)" MATCH "s_mutex")
silent(main_end_scenarios leaves_without_mutex)
# Nobody joins the main thread, and nobody needs to.
lockcheck_expect_test(NAME preload.main_end_scenarios.leaves.silent
  COMMAND lockcheck run --show=all -- $<TARGET_FILE:main_end_scenarios> leaves
  STATUS 0 MATCH_OUT "^done$" REJECT "WARNING: lockcheck" "incomplete" LABELS preload)
