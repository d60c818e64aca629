# Waits with another lock kept. Predicted when every signal came from under that lock; possible when only
# some did.
scenario_program(nested_scenarios nested_scenarios.c)

set(predicted "nested-monitor (predicted)")
set(possible "nested-monitor (possible)")
reported(nested_scenarios all_need_outer ${predicted}
  MATCH "holds +s_outer" "waits for +s_cond" "wait_keeping_outer" "signals at" "signal_under_outer")
reported(nested_scenarios signals_came_first ${predicted})
silent(nested_scenarios one_does_not)
shown(nested_scenarios one_does_not ${possible})
silent(nested_scenarios one_did_before)
shown(nested_scenarios one_did_before ${possible})
reported(nested_scenarios reader_and_writer ${predicted})
reported(nested_scenarios recursive_twice ${predicted})
reported(nested_scenarios ended_since ${predicted} MATCH "holds +s_outer" "waits for +s_cond")
silent(nested_scenarios thousands_that_end)
foreach(scenario unrelated_moment another_lock nothing_kept readers joined_between created_after
    recursive_once ended_between)
  lockcheck_expect_test(NAME preload.nested_scenarios.${scenario}.not_shown
    COMMAND lockcheck run --show=all -- $<TARGET_FILE:nested_scenarios> ${scenario}
    STATUS 0 MATCH "^done$" REJECT "nested-monitor" LABELS preload)
endforeach()
