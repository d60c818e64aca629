# Destructors of thread-specific data run after the thread's own function.
scenario_program(destructor_scenarios destructor_scenarios.c)

silent(destructor_scenarios last_round_signals)
hangs(destructor_scenarios nobody_signals global-deadlock MATCH "waits for +s_cond")
