scenario_program(barrier_scenarios barrier_scenarios.c)
silent(barrier_scenarios other_phases)
reported(barrier_scenarios same_phase ${order})
silent(barrier_scenarios alternating)
hangs(barrier_scenarios needed_lock "deadlock (deadlock)" MATCH "waits for +s_barrier" "waits for +s_a" "What to do: hold nothing at a barrier")
silent(barrier_scenarios needed_later)
hangs(barrier_scenarios one_missing "deadlock (deadlock)")
silent(barrier_scenarios third_comes)
shown(barrier_scenarios wanted_for_long "hold-while-blocking (info)")
lockcheck_expect_test(NAME preload.barrier_scenarios.unwanted_for_long.not_shown
  COMMAND lockcheck run --show=all -- $<TARGET_FILE:barrier_scenarios> unwanted_for_long
  STATUS 0 MATCH_OUT "^done$" REJECT "WARNING: lockcheck" LABELS preload)
