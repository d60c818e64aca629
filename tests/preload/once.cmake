scenario_program(once_scenarios once_scenarios.c)
silent(once_scenarios results)
hangs(once_scenarios hang deadlock MATCH "s_m -> s_once -> s_m|s_once -> s_m -> s_once")
hangs(once_scenarios hang_c11 deadlock)
silent(once_scenarios wait_holding_nothing)
hangs(once_scenarios recursive self-deadlock)
silent(once_scenarios forked_while_running)
silent(once_scenarios nested)
silent(once_scenarios given_up)

# Orders of an initializer's locks and the call: predicted when another call was seen waiting for it,
# possible when all was done by then, and nothing that we know of saw to that.
reported(once_scenarios found_running "lock-order (predicted)" MATCH "s_m -> s_once -> s_m|s_once -> s_m -> s_once"
  "use_m_and_meet" "wait_holding" "An initializer takes a lock")
foreach(scenario found_done found_done_c11)
  silent(once_scenarios ${scenario})
  shown(once_scenarios ${scenario} "lock-order (possible)")
endforeach()
foreach(scenario found_running_holding_nothing found_done_holding_nothing known_done known_done_c11 done_before_thread
    done_by_another_before_thread done_by_joined_thread under_a_gate initializer_tries renewed nested)
  lockcheck_expect_test(NAME preload.once_scenarios.${scenario}.not_shown
    COMMAND lockcheck run --show=all -- $<TARGET_FILE:once_scenarios> ${scenario}
    STATUS 0 MATCH "^done$" REJECT "lockcheck: lock-order" LABELS preload)
endforeach()
