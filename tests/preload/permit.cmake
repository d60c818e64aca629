# Semaphores that count keep rings apart which are longer than they have permits.
scenario_program(permit_scenarios permit_scenarios.c)

silent(permit_scenarios one_chair_less)
reported(permit_scenarios a_chair_for_each ${order} MATCH "also holds +s_chairs")
reported(permit_scenarios one_stands ${order})
silent(permit_scenarios one_tried)
reported(permit_scenarios one_brought ${order})
reported(permit_scenarios two_of_two ${order})
silent(permit_scenarios all_by_one)
