# All threads sleep, and the library does not know of each in what: the launcher sees it.
scenario_program(asleep_scenarios asleep_scenarios.c)

hangs(asleep_scenarios nobody_is_left global-deadlock MATCH "wait_until_done" "wait_for_work")
foreach(scenario a_deadline_comes another_polls a_handler_wakes a_child_wakes)
  silent(asleep_scenarios ${scenario})
endforeach()
reported(asleep_scenarios it_is_stopped "unlock-not-locked (confirmed)")
# With on_deadlock=report they sleep on, and are told once; and so is what the process told itself.
foreach(program asleep_scenarios:nobody_is_left stuck_scenarios:alone)
  string(REPLACE ":" ";" program "${program}")
  list(GET program 0 name)
  list(GET program 1 scenario)
  lockcheck_expect_test(NAME preload.${name}.${scenario}.told_once
    COMMAND lockcheck run --on-deadlock=report --timeout=6 -- $<TARGET_FILE:${name}> ${scenario}
    STATUS 124 COUNT 1 "WARNING: lockcheck: global-deadlock \\(deadlock\\)" LABELS preload)
endforeach()
