# Locks in signal handlers. Predicted when the signal was open where the lock was taken, with the handler
# there; possible when that is not certain.
scenario_program(signal_scenarios signal_scenarios.c)
target_link_libraries(signal_scenarios PRIVATE lockcheck::annotations)

set(predicted "signal-lock (predicted)")
set(possible "signal-lock (possible)")
reported(signal_scenarios open_elsewhere ${predicted}
  MATCH "taken in a handler of SIGUSR1, and elsewhere while SIGUSR1 can come" "holds +s_mutex" " use_mutex "
        "wants +s_mutex .* asked for in the handler of SIGUSR1 at" " in_handler ")
foreach(scenario nested_elsewhere trusted_site shared_site tried_elsewhere handler_back on_stack_of_its_own
    raised_and_sent open_in_another_thread to_this_thread reader_in_handler writer_in_handler readers_and_writer
    spin c11 own_lock one_handler_for_two told_by_info open_in_another_thread_told)
  reported(signal_scenarios ${scenario} ${predicted})
endforeach()
reported(signal_scenarios realtime ${predicted} MATCH "handler of SIGRTMIN\\+3")
reported(signal_scenarios two_handlers ${predicted} MATCH "handler of SIGUSR2 at" REJECT "handler of SIGUSR1")
foreach(scenario open_before raised of_an_error to_another_thread open_in_another_thread_unsure
    one_handler_for_two_half_blocked)
  silent(signal_scenarios ${scenario})
  shown(signal_scenarios ${scenario} ${possible})
endforeach()
foreach(scenario blocked_elsewhere another_mutex blocked_before tried_in_handler tried_elsewhere_blocked handler_gone
    handler_replaced blocked_in_all_threads two_handlers_apart waited_for left_by_jump semaphore cancelled recursive
    told_by_info_blocked errorcheck readers spin_blocked c11_recursive own_lock_tried)
  lockcheck_expect_test(NAME preload.signal_scenarios.${scenario}.not_shown
    COMMAND lockcheck run --show=all -- $<TARGET_FILE:signal_scenarios> ${scenario}
    STATUS 0 MATCH "^done$" REJECT "WARNING: lockcheck" LABELS preload)
endforeach()
hangs(signal_scenarios comes_there self-deadlock)
