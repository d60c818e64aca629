# Locks between processes: one lock is one lock wherever it is mapped, and the five rules hold.
scenario_program(shared_scenarios shared_scenarios.c)
set(owner "process [0-9]+ \\(shared_scenarios\\), thread T1")
reported(shared_scenarios abba ${order}
  MATCH "Two processes take the same two locks" "${owner}" "shared between processes, offset 0 of anonymous")
silent(shared_scenarios abab)
reported(shared_scenarios abba_in_memfd ${order} MATCH "of /memfd:page")
silent(shared_scenarios abba_in_two_memfds)
reported(shared_scenarios abba_by_threads_of_processes ${order} MATCH "\\(shared_scenarios\\), thread T2")
silent(shared_scenarios gate)
reported(shared_scenarios gate_on_one_side ${order})
reported(shared_scenarios no_gate_between_processes ${order})
reported(shared_scenarios ring_through_private ${order} MATCH "s_private" "Three threads each hold")
silent(shared_scenarios privates_are_two)
reported(shared_scenarios writers ${order})
silent(shared_scenarios readers)
silent(shared_scenarios waited_between)
silent(shared_scenarios parent_before_child)
silent(shared_scenarios parent_after_child)
reported(shared_scenarios parent_beside_child ${order})
silent(shared_scenarios grandchild_before_grandchild)
silent(shared_scenarios renewed_between)
reported(shared_scenarios renewed_first ${order})

scenario_program(shared_sem_scenarios shared_sem_scenarios.c)
reported(shared_sem_scenarios semaphores ${order} MATCH "Two processes")
silent(shared_sem_scenarios semaphore_handed_over)
silent(shared_sem_scenarios semaphore_of_two)
silent(shared_sem_scenarios semaphores_renewed)
reported(shared_sem_scenarios semaphore_and_mutex ${order})
reported(shared_sem_scenarios named_semaphores ${order})
silent(shared_sem_scenarios named_signals)

# Programs, and whole runs, that have nothing in common but the name of a file.
scenario_program(shared_name_scenarios shared_name_scenarios.c)
reported(shared_name_scenarios spawned_semaphores ${order})
silent(shared_name_scenarios spawned_semaphores_same)
reported(shared_name_scenarios spawned_abba ${order} MATCH "of /dev/shm/lockcheck-")
silent(shared_name_scenarios spawned_abab)
silent(shared_name_scenarios system_then_own)
lockcheck_expect_test(NAME preload.shared_name_scenarios.unrelated_runs
  COMMAND ${CMAKE_CURRENT_SOURCE_DIR}/unrelated_runs.sh $<TARGET_FILE:lockcheck>
    $<TARGET_FILE:shared_name_scenarios>
  MATCH "all as expected" LABELS preload)

# Real hangs of several processes: told once, by one of them, with all that are in it.
scenario_program(shared_hang_scenarios shared_hang_scenarios.c)
set(member "process [0-9]+ \\(shared_hang_scenarios\\), thread T")

hangs(shared_hang_scenarios abba_hangs deadlock
  MATCH "Two processes wait for each other" "${member}1 .* has waited 0\\." "waits for +M")
hangs(shared_hang_scenarios ring_of_3_hangs deadlock MATCH "M[0-9]+ -> M[0-9]+ -> M[0-9]+ -> M")
hangs(shared_hang_scenarios writers_hang deadlock MATCH "M[0-9]+ \\(write\\)")
hangs(shared_hang_scenarios through_private_hangs deadlock MATCH "s_private" "${member}2 ")
silent(shared_hang_scenarios slow_owner)
silent(shared_hang_scenarios slow_owner_of_owner)
silent(shared_hang_scenarios slow_owner_in_namespace)
set(slow ENV LOCKCHECK_OPTIONS=hang_ms=200 STATUS 0)
lockcheck_expect_test(NAME preload.shared_hang_scenarios.slow_owner.told
  COMMAND lockcheck run --show=all -- $<TARGET_FILE:shared_hang_scenarios> slow_owner ${slow}
  COUNT 1 "WARNING: lockcheck: long-wait \\(info\\)"
  MATCH "Thread [0-9]+ of process [0-9]+" "lockcheck stack [0-9]+" "^  T[0-9]+ \"shared_hang_sce\"" "^done$"
  LABELS preload)
lockcheck_expect_test(NAME preload.shared_hang_scenarios.slow_owner_of_owner.told
  COMMAND lockcheck run --show=all -- $<TARGET_FILE:shared_hang_scenarios> slow_owner_of_owner ${slow}
  MATCH "WARNING: lockcheck: long-wait \\(info\\)" "waits as well" "${member}1 " " b_then_gate "
    "^done$"
  LABELS preload)
hangs(shared_hang_scenarios owner_died_hangs owner-died MATCH "whose owner, thread [0-9]+, has died")
hangs(shared_hang_scenarios unburied_owner_hangs owner-died)
silent(shared_hang_scenarios robust_owner_died)
silent(shared_hang_scenarios hold_a_long_unwatched)

# The same through what names no owner; told of those alone that can be seen to stand still.
scenario_program(process_wait_scenarios process_wait_scenarios.c)
set(waiter "process [0-9]+ \\(process_wait_scenarios\\), thread T")

hangs(process_wait_scenarios readers_hang deadlock MATCH "M[0-9]+ \\(read\\)" "M[0-9]+ \\(write\\)")
hangs(process_wait_scenarios reader_and_mutex_hang deadlock MATCH "M[0-9]+ \\(read\\)")
hangs(process_wait_scenarios semaphores_hang_at_first deadlock MATCH "Two processes wait for each other")
hangs(process_wait_scenarios semaphores_hang deadlock MATCH "Two processes wait for each other")
hangs(process_wait_scenarios semaphores_of_threads_hang deadlock MATCH "Two threads wait for each other")
silent(process_wait_scenarios semaphores_posted_late)
hangs(process_wait_scenarios join_hangs deadlock MATCH "waits for +end of process [0-9]+ .*thread T2")
hangs(process_wait_scenarios waitpid_hangs deadlock MATCH "waits for +end of process [0-9]+ " "${waiter}1")
hangs(process_wait_scenarios wait_hangs deadlock MATCH "waits for +end of a child")
hangs(process_wait_scenarios waitid_of_threads_hangs deadlock MATCH "${waiter}2")
silent(process_wait_scenarios waitpid_of_one_that_ends)
silent(process_wait_scenarios waitpid_interrupted)
silent(process_wait_scenarios waitpid_without_waiting)
hangs(process_wait_scenarios cond_hangs deadlock MATCH "pthread_cond_wait|cond_wait_keeping_a")
silent(process_wait_scenarios cond_of_slow_signaller)

# With the library alone it is told while both hang, and both hang on.
lockcheck_expect_test(NAME preload.plain.deadlock_of_processes
  COMMAND timeout -s KILL 3 $<TARGET_FILE:shared_hang_scenarios> abba_hangs
  ENV LD_PRELOAD=$<TARGET_FILE:lockcheck_preload>
    LOCKCHECK_OPTIONS=trace=${CMAKE_CURRENT_BINARY_DIR}/hang.%p.lcd:color=never
  STATUS 137 COUNT 1 "WARNING: lockcheck: deadlock \\(deadlock\\)"
  MATCH_ERR "Two processes wait for each other" "${member}1" LABELS preload)
