# The lifetimes of locks: memory used again, locks made anew.
scenario_program(lifetime_scenarios lifetime_scenarios.c)
silent(lifetime_scenarios heap_reused)
silent(lifetime_scenarios heap_reused_init)
reported(lifetime_scenarios heap_kept ${order}
  MATCH "heap, object of 200 bytes allocated by make_object at")
silent(lifetime_scenarios destroyed_and_initialised)
silent(lifetime_scenarios initialised_again)
reported(lifetime_scenarios destroyed_afterwards ${order})
silent(lifetime_scenarios mapping_reused)
reported(lifetime_scenarios mapping_kept ${order})
silent(lifetime_scenarios stack_frames_reused)
reported(lifetime_scenarios stack_lock_shared ${order})
silent(lifetime_scenarios stack_lock_shared_same)
silent(lifetime_scenarios robust_owner_death)
reported(lifetime_scenarios robust_inversion ${order})

scenario_program(std_scenarios std_scenarios.cpp)
silent(std_scenarios std_mutex_reused)
reported(std_scenarios std_mutex_kept ${order}
  MATCH "heap, object of 48 bytes allocated by std::make_unique")
silent(std_scenarios scoped_lock)
silent(std_scenarios stack_reused)
