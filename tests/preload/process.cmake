# However a process ends, what was found is told; and the process ends as it would have.

scenario_program(process_scenarios process_scenarios.c)

# ends(SCENARIO): under `lockcheck run`, whatever becomes of the process.
foreach(scenario returns calls_exit calls_underscore_exit calls_quick_exit exits_with_7 aborts crashes
    is_killed execs exec_fails child_has_it counts_children closes_everything lowest_descriptor
    without_descriptors errno_kept sandboxed)
  reported(process_scenarios ${scenario} "lock-order (predicted)")
endforeach()
foreach(scenario half_in_child forks_holding_its_own vforks spawns small_stacks sandboxed_clean
    uses_all_keys)
  silent(process_scenarios ${scenario})
endforeach()
lockcheck_expect_test(NAME preload.process_scenarios.clean_exit_7.silent
  COMMAND lockcheck run -- $<TARGET_FILE:process_scenarios> clean_exit_7
  STATUS 7 MATCH_OUT "^done$" REJECT "WARNING" LABELS preload)
lockcheck_expect_test(NAME preload.process_scenarios.without_file_size.reported
  COMMAND lockcheck run -- $<TARGET_FILE:process_scenarios> without_file_size
  STATUS 66 MATCH "lock-order \\(predicted\\)" LABELS preload)

# plain(NAME SCENARIO STATUS ...): with LD_PRELOAD alone; the rest goes to lockcheck_expect_test.
function(plain name scenario status)
  cmake_parse_arguments(PARSE_ARGV 3 arg "" "LIBRARY" "OPTIONS;REST")
  if(NOT arg_LIBRARY)
    set(arg_LIBRARY $<TARGET_FILE:lockcheck_preload>)
  endif()
  lockcheck_expect_test(NAME preload.plain.${name}
    COMMAND $<TARGET_FILE:process_scenarios> ${scenario}
    ENV LD_PRELOAD=${arg_LIBRARY} ${arg_OPTIONS} STATUS ${status} LABELS preload ${arg_REST})
endfunction()

set(one COUNT 1 "WARNING: lockcheck: lock-order \\(predicted\\)")
plain(exit calls_exit 66 REST ${one} MATCH_OUT "^done$" MATCH_ERR "#1 ab " "SUMMARY: lockcheck: 1 ")
plain(underscore_exit calls_underscore_exit 66 REST ${one} MATCH_OUT "^done$")
plain(quick_exit calls_quick_exit 66 REST ${one} MATCH_OUT "^done$")
plain(exec execs 0 REST ${one} MATCH_OUT "^done$")
plain(exec_fails exec_fails 66 REST ${one} MATCH_OUT "^done$")
plain(clean clean_exit_7 7 REST MATCH_OUT "^done$" REJECT "lockcheck")
plain(exitcode exits_with_7 9 OPTIONS LOCKCHECK_OPTIONS=exitcode=9 REST ${one})
plain(exitcode_0 exits_with_7 7 OPTIONS LOCKCHECK_OPTIONS=exitcode=0 REST ${one})
plain(no_report exits_with_7 7 OPTIONS LOCKCHECK_OPTIONS=report=0 REST REJECT "WARNING")
plain(halt calls_exit 66 OPTIONS LOCKCHECK_OPTIONS=halt_on_error=1 REST ${one} REJECT_OUT "done")
plain(bad_key returns 125 OPTIONS LOCKCHECK_OPTIONS=exitcod=1
  REST MATCH_ERR "exitcod.*exitcode" REJECT_OUT "done")
plain(bad_value returns 125 OPTIONS LOCKCHECK_OPTIONS=exitcode=many
  REST MATCH_ERR "exitcode" REJECT_OUT "done")
plain(help clean_exit_7 7 OPTIONS LOCKCHECK_OPTIONS=help=1
  REST MATCH_ERR "halt_on_error" MATCH_OUT "^done$")
plain(trace_unwritable calls_exit 66 OPTIONS LOCKCHECK_OPTIONS=trace=/no/such/folder/x.lcd
  REST ${one} MATCH_ERR "cannot write the trace /no/such/folder/x.lcd: No such file" MATCH_OUT "^done$")

# In a sandbox the library must not start its tool: it tells what it can by itself.
plain(sandboxed sandboxed 66 REST ${one} MATCH_OUT "^done$")
plain(sandboxed_clean sandboxed_clean 0 REST MATCH_OUT "^done$" REJECT "lockcheck")

# Far from its tool the library still tells what it can.
set(alone ${CMAKE_CURRENT_BINARY_DIR}/alone/liblockcheck.so)
add_custom_command(OUTPUT ${alone}
  COMMAND ${CMAKE_COMMAND} -E copy $<TARGET_FILE:lockcheck_preload> ${alone}
  DEPENDS lockcheck_preload VERBATIM)
add_custom_target(library_alone ALL DEPENDS ${alone})
plain(alone calls_exit 66 LIBRARY ${alone} REST ${one}
  MATCH_ERR "#0 .*process_scenarios\\+0x[0-9a-f]+" "addr2line" MATCH_OUT "^done$")
plain(alone_clean clean_exit_7 7 LIBRARY ${alone} REST MATCH_OUT "^done$" REJECT "lockcheck")
# alone(NAME STATUS RUN ... OPTIONS ... CHECKS ...): the same with other programs; CHECKS as for
# lockcheck_expect_test.
function(alone name status)
  cmake_parse_arguments(PARSE_ARGV 2 arg "" "" "RUN;OPTIONS;CHECKS")
  lockcheck_expect_test(NAME preload.plain.alone_${name} COMMAND ${arg_RUN}
    ENV LD_PRELOAD=${alone} ${arg_OPTIONS} STATUS ${status} LABELS preload ${arg_CHECKS})
endfunction()
# What is told while it hangs is that alone; the rest, and the sum, come at the end.
alone(deadlock 124 RUN timeout -s TERM 1 $<TARGET_FILE:wait_scenarios> abba_predicted_and_hangs
  CHECKS COUNT 2 "WARNING: lockcheck: " MATCH "WARNING: lockcheck: deadlock " "WARNING: lockcheck: lock-order "
  "SUMMARY: lockcheck: 2 findings in .*addr2line" "Note: the lockcheck tool .*addr2line")
alone(long_wait 0 RUN $<TARGET_FILE:wait_scenarios> slow_nap OPTIONS LOCKCHECK_OPTIONS=hang_ms=200
  CHECKS COUNT 1 "WARNING: lockcheck: long-wait " MATCH "^done$" REJECT "SUMMARY")
# What is shown is counted; what is not asked for leaves no trace.
alone(possible 0 RUN $<TARGET_FILE:nested_scenarios> one_does_not OPTIONS LOCKCHECK_OPTIONS=show=all
  CHECKS MATCH "WARNING: lockcheck: nested-monitor .possible" "SUMMARY: lockcheck: [1-9]" "^done$"
  REJECT "more with show")
alone(possible_unasked 0 RUN $<TARGET_FILE:nested_scenarios> one_does_not
  CHECKS MATCH "^done$" REJECT "lockcheck")

# What stands at descriptor 2, with the tool and without: never are words put into data.
scenario_program(stderr_scenarios stderr_scenarios.c)
foreach(scenario data log_file closed)
  lockcheck_expect_test(NAME preload.plain.stderr_${scenario}
    COMMAND $<TARGET_FILE:stderr_scenarios> ${scenario}
    ENV LD_PRELOAD=$<TARGET_FILE:lockcheck_preload> STATUS 0 MATCH_OUT "^done$" LABELS preload)
  alone(stderr_${scenario} 0 RUN $<TARGET_FILE:stderr_scenarios> ${scenario} CHECKS MATCH_OUT "^done$")
endforeach()
