# Locks in signal handlers. Predicted when the signal was open where the lock was taken, with the handler
# there; possible when that is not certain.
scenario_program(signal_scenarios signal_scenarios.c)
scenario_program(signal_kinds_scenarios signal_kinds_scenarios.c)
target_link_libraries(signal_kinds_scenarios PRIVATE lockcheck::annotations)
scenario_program(signal_moments_scenarios signal_moments_scenarios.c)

# not_shown(PROGRAM SCENARIO): not told, whatever is asked for.
function(not_shown program scenario)
  lockcheck_expect_test(NAME preload.${program}.${scenario}.not_shown
    COMMAND lockcheck run --show=all -- $<TARGET_FILE:${program}> ${scenario}
    STATUS 0 MATCH "^done$" REJECT "lockcheck: signal-lock" LABELS preload)
endfunction()

set(predicted "signal-lock (predicted)")
set(possible "signal-lock (possible)")
reported(signal_scenarios open_elsewhere ${predicted}
  MATCH "taken in a handler of SIGUSR1, and elsewhere while SIGUSR1 can come" "holds +s_mutex" " use_mutex "
        "wants +s_mutex .* asked for in the handler of SIGUSR1 at" " in_handler ")
reported(signal_scenarios realtime ${predicted} MATCH "handler of SIGRTMIN\\+3")
foreach(scenario nested_elsewhere trusted_site shared_site tried_elsewhere handler_back
    on_stack_of_its_own raised_and_sent open_in_another_thread to_this_thread
    open_in_another_thread_told)
  reported(signal_scenarios ${scenario} ${predicted})
endforeach()
foreach(scenario open_before raised of_an_error to_another_thread open_in_another_thread_unsure)
  silent(signal_scenarios ${scenario})
  shown(signal_scenarios ${scenario} ${possible})
endforeach()
foreach(scenario blocked_elsewhere another_mutex blocked_before tried_in_handler
    tried_elsewhere_blocked handler_gone handler_replaced blocked_in_all_threads)
  not_shown(signal_scenarios ${scenario})
endforeach()

foreach(scenario reader_in_handler writer_in_handler readers_and_writer spin c11 own_lock)
  reported(signal_kinds_scenarios ${scenario} ${predicted})
endforeach()
reported(signal_kinds_scenarios nodefer_elsewhere ${predicted})
reported(signal_kinds_scenarios nodefer_itself ${predicted} MATCH "taken in a handler of SIGUSR1")
silent(signal_kinds_scenarios raised_nodefer)
shown(signal_kinds_scenarios raised_nodefer ${possible})
foreach(scenario recursive errorcheck readers spin_blocked c11_recursive own_lock_tried
    deferred_itself nodefer_blocked nodefer_tried nodefer_once nodefer_of_another)
  not_shown(signal_kinds_scenarios ${scenario})
endforeach()

reported(signal_moments_scenarios two_handlers ${predicted} MATCH "handler of SIGUSR2 at"
  REJECT "handler of SIGUSR1")
foreach(scenario one_handler_for_two told_by_info)
  reported(signal_moments_scenarios ${scenario} ${predicted})
endforeach()
foreach(scenario one_handler_for_two_half_blocked)
  silent(signal_moments_scenarios ${scenario})
  shown(signal_moments_scenarios ${scenario} ${possible})
endforeach()
foreach(scenario two_handlers_apart waited_for left_by_jump semaphore cancelled told_by_info_blocked)
  not_shown(signal_moments_scenarios ${scenario})
endforeach()
# Handlers that come while the library works, or before a thread is there.
silent(signal_moments_scenarios called_nowhere)
silent(signal_moments_scenarios while_noting)
silent(signal_moments_scenarios while_forking)
lockcheck_expect_test(NAME preload.signal_moments_scenarios.newborn.silent
  COMMAND lockcheck run --show=all -- $<TARGET_FILE:signal_moments_scenarios> newborn
  STATUS 0 MATCH "^done$" "no findings .* 2 threads" REJECT "WARNING: lockcheck" LABELS preload)
hangs(signal_moments_scenarios comes_there self-deadlock)
