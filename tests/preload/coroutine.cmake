# Locks taken on stacks that are no thread's own.
scenario_program(coroutine_scenarios coroutine_scenarios.c)

silent(coroutine_scenarios shorter_stack)
reported(coroutine_scenarios inversion ${order} MATCH "lock_below_large_frame" "lock_otherwise")
