# Processes that hang at pipes; and those that wait there for somebody who will come.
scenario_program(pipe_scenarios pipe_scenarios.c)

hangs(pipe_scenarios full_to_itself global-deadlock
  MATCH "has to come through a pipe" "pipe [0-9]+ .room to write." "full_to_itself" "Process [0-9]+: .*, killed")
hangs(pipe_scenarios awaited_before_it_is_read global-deadlock
  MATCH "process [0-9]+ .pipe_scenarios., thread T1" "end of process [0-9]+" "room to write")
hangs(pipe_scenarios has_the_write_end_itself global-deadlock MATCH "something to read" "read_to_the_end")
hangs(pipe_scenarios each_reads_first global-deadlock MATCH "something to read" "each_reads_first")
hangs(pipe_scenarios with_a_thread global-deadlock MATCH "thread T1" "thread T2" "something to read")
foreach(scenario slow_writer slow_grandchild a_handler_writes a_thread_writes)
  silent(pipe_scenarios ${scenario})
endforeach()
# Who writes is no process of the run.
lockcheck_expect_test(NAME preload.pipe_scenarios.input_from_outside.silent
  COMMAND bash -c "sleep 1 | \"$0\" run -- \"$1\" input_from_outside" $<TARGET_FILE:lockcheck>
    $<TARGET_FILE:pipe_scenarios>
  STATUS 0 MATCH_OUT "^done$" REJECT "WARNING" "hang" LABELS preload)
# With on_deadlock=report they hang on, and the report comes when they end.
lockcheck_expect_test(NAME preload.pipe_scenarios.each_reads_first.hangs_on
  COMMAND lockcheck run --on-deadlock=report --timeout=3 -- $<TARGET_FILE:pipe_scenarios> each_reads_first
  STATUS 124 COUNT 1 "WARNING: lockcheck: global-deadlock \\(deadlock\\)"
  MATCH "these processes hang at pipes.* [0-9]+ [0-9]+" LABELS preload)
