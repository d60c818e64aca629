# Locks in memory that is given back, and robust mutexes.
scenario_program(memory_scenarios memory_scenarios.c)

reported(memory_scenarios freed_held "free-held (confirmed)" MATCH "frees " "freed_held")
silent(memory_scenarios freed_released)
silent(memory_scenarios freed_beside)
reported(memory_scenarios freed_held_elsewhere "free-held (confirmed)"
  MATCH "frees +M" "free_object" "nest_in_object")
silent(memory_scenarios freed_released_elsewhere)
reported(memory_scenarios unmapped_held "free-held (confirmed)")
silent(memory_scenarios unmapped_released)
shown(memory_scenarios inconsistent "robust-inconsistent (info)")
silent(memory_scenarios inconsistent)
silent(memory_scenarios made_consistent)
