# Locks taken through wrappers: the advice and the suppression name what calls these, and defects that
# differ in nothing else are told apart.
scenario_program(wrapper_scenarios wrapper_scenarios.c)

reported(wrapper_scenarios one_defect ${order}
  MATCH "#0 native_lock " "Suppress: deadlock:(pay|refund)$"
    "keep it everywhere .*wrapper_scenarios.c:[34]. asks for s_[ab] second, .*c:[34]. asks for")
reported(wrapper_scenarios one_defect_twice ${order})
lockcheck_expect_test(NAME preload.wrapper_scenarios.two_defects.reported
  COMMAND lockcheck run -- $<TARGET_FILE:wrapper_scenarios> two_defects
  STATUS 66 COUNT 2 "WARNING: lockcheck: lock-order \\(predicted\\)"
  MATCH "Suppress: deadlock:(pay|refund)$" "Suppress: deadlock:(append|rotate)$" LABELS preload)
silent(wrapper_scenarios one_order)
reported(wrapper_scenarios both_in_a_wrapper ${order} MATCH "Suppress: deadlock:lock_both$")
