# <lockcheck/annotate.h>: a home-made lock with and without annotations, with and without the library.
scenario_program(annotate_scenarios annotate_scenarios.c)
target_link_libraries(annotate_scenarios PRIVATE lockcheck::annotations)
target_compile_definitions(annotate_scenarios PRIVATE ANNOTATED)
scenario_program(annotate_scenarios_bare annotate_scenarios.c)
target_link_libraries(annotate_scenarios_bare PRIVATE lockcheck::annotations)

reported(annotate_scenarios abba ${order} MATCH "s_a.word -> s_b.word -> s_a.word|s_b.word -> s_a.word -> s_b.word" "#0 lock "
  REJECT "#. lockcheck_")
silent(annotate_scenarios_bare abba)
silent(annotate_scenarios abab)
silent(annotate_scenarios readers)
reported(annotate_scenarios reader_and_writers ${order})
silent(annotate_scenarios try_second)
reported(annotate_scenarios with_mutex ${order})
silent(annotate_scenarios_bare with_mutex)
reported(annotate_scenarios named ${order}
  MATCH "accounts -> journal.lock -> accounts|journal.lock -> accounts -> journal.lock")
silent(annotate_scenarios renewed)
reported(annotate_scenarios unlock_of_other "unlock-not-owner (confirmed)")
reported(annotate_scenarios unlock_of_nobody "unlock-not-locked (confirmed)")
reported(annotate_scenarios destroy_held "destroy-held (confirmed)")
silent(annotate_scenarios unpublished)
reported(annotate_scenarios published ${order})
reported(annotate_scenarios never_unpublished ${order})
silent(annotate_scenarios ordered)
reported(annotate_scenarios ordered_too_late ${order})
hangs(annotate_scenarios both_spin deadlock MATCH "waits for +s_a" "waits for +s_b" "holds +s_a" "holds +s_b"
  "T2 " "T3 ")
hangs(annotate_scenarios one_spins deadlock MATCH "waits for +s_a" "waits for +s_m")
hangs(annotate_scenarios three_in_a_ring deadlock MATCH "s_a.word \\(read\\)" "T4 ")
silent(annotate_scenarios long_spin)
lockcheck_expect_test(NAME preload.plain.annotated_deadlock_told_once
  COMMAND timeout -s KILL 3 $<TARGET_FILE:annotate_scenarios> both_spin
  ENV LD_PRELOAD=$<TARGET_FILE:lockcheck_preload> STATUS 137
  COUNT 1 "WARNING: lockcheck: deadlock \\(deadlock\\)" LABELS preload)

lockcheck_expect_test(NAME preload.annotate_scenarios.abba.alone
  COMMAND annotate_scenarios abba MATCH_OUT "^done$" REJECT "lockcheck" LABELS preload)

# annotate_header(VARIANT LANGUAGE OPTIONS...): compiles, finds the library, and does without it.
function(annotate_header variant language)
  set(program annotate_header_${variant})
  set(source ${CMAKE_CURRENT_SOURCE_DIR}/annotate_header.c)
  if(language STREQUAL CXX)
    set(source ${CMAKE_CURRENT_BINARY_DIR}/${program}.cpp)
    configure_file(annotate_header.c ${source} COPYONLY)
  endif()
  add_executable(${program} ${source})
  target_link_libraries(${program} PRIVATE lockcheck_warnings lockcheck::annotations)
  target_compile_options(${program} PRIVATE ${ARGN} -Wpedantic)
  if("-fno-pie" IN_LIST ARGN)
    target_link_options(${program} PRIVATE -no-pie)
  elseif("-static" IN_LIST ARGN)
    target_link_options(${program} PRIVATE -static)
  endif()
  lockcheck_expect_test(NAME preload.${program}.alone
    COMMAND ${program} MATCH_OUT "^alone$" LABELS preload)
  if(NOT "-static" IN_LIST ARGN)
    lockcheck_expect_test(NAME preload.${program}.watched
      COMMAND lockcheck run -- $<TARGET_FILE:${program}> MATCH_OUT "^watched$" LABELS preload)
  endif()
endfunction()

annotate_header(c11 C -std=c11)
annotate_header(gnu17 C -std=gnu17)
annotate_header(cxx11 CXX -std=c++11)
annotate_header(cxx17 CXX -std=c++17 -O2)
annotate_header(nopie C -std=c11 -O2 -fno-pie)
annotate_header(static C -std=c11 -static)
