# The programs of the tests that racegate.ini chooses: all that its trees need.
add_custom_target(gate_tests)
get_property(programs GLOBAL PROPERTY demos_gate_programs)
if(programs)
  add_dependencies(gate_tests ${programs})
endif()

# lockcheck_unit_test(NAME SOURCE LIBRARIES...): a cmocka program, run as the test unit.NAME.
function(lockcheck_unit_test name source)
  add_executable(test_${name} ${source})
  target_link_libraries(test_${name} PRIVATE lockcheck_code lockcheck_sanitize ${ARGN} PkgConfig::CMOCKA)
  target_include_directories(test_${name} PRIVATE ${CMAKE_SOURCE_DIR}/tests)
  set_target_properties(test_${name} PROPERTIES
    C_EXTENSIONS ON RUNTIME_OUTPUT_DIRECTORY ${CMAKE_CURRENT_BINARY_DIR})
  add_test(NAME unit.${name} COMMAND test_${name})
  add_dependencies(gate_tests test_${name})
  set_tests_properties(unit.${name} PROPERTIES
    LABELS unit TIMEOUT 60 SKIP_RETURN_CODE 77)
endfunction()

# lockcheck_expect_test(NAME preload.abba.reported COMMAND lockcheck run -- $<TARGET_FILE:abba>
#   [STATUS 66] [TIMEOUT 30] [ENV A=B...] [MATCH regex...] [REJECT regex...]
#   [MATCH_OUT|MATCH_ERR|REJECT_OUT|REJECT_ERR regex...] [COUNT n regex] [STDIN file]
#   [LABELS preload...] [PROPERTIES RESOURCE_LOCK x...])
# A black-box test: exit status and output, checked by tests/support/run_expect.sh (--help there).
# COMMAND's first word may be a target. STATUS is 0 by default, and may be a list: 0,66. ENV is for the
# command alone, so LD_PRELOAD does not reach the checker. A regex must not contain a semicolon.
function(lockcheck_expect_test)
  set(repeated ENV MATCH REJECT MATCH_OUT MATCH_ERR REJECT_OUT REJECT_ERR)
  cmake_parse_arguments(PARSE_ARGV 0 arg "" "NAME;STATUS;TIMEOUT;STDIN"
    "COMMAND;COUNT;LABELS;PROPERTIES;${repeated}")
  if(arg_UNPARSED_ARGUMENTS OR NOT arg_NAME OR NOT arg_COMMAND)
    message(FATAL_ERROR "lockcheck_expect_test(${arg_NAME}): cannot use '${arg_UNPARSED_ARGUMENTS}'")
  endif()
  if(NOT arg_TIMEOUT)
    set(arg_TIMEOUT 30)
  endif()
  set(options --timeout ${arg_TIMEOUT})
  foreach(name STATUS STDIN)
    if(DEFINED arg_${name})
      string(TOLOWER ${name} switch)
      list(APPEND options --${switch} ${arg_${name}})
    endif()
  endforeach()
  foreach(name ${repeated})
    string(TOLOWER ${name} switch)
    string(REPLACE "_" "-" switch ${switch})
    foreach(value IN LISTS arg_${name})
      list(APPEND options --${switch} ${value})
    endforeach()
  endforeach()
  if(arg_COUNT)
    list(APPEND options --count ${arg_COUNT})
  endif()
  list(POP_FRONT arg_COMMAND program)
  if(TARGET ${program})
    set(program $<TARGET_FILE:${program}>)
  endif()
  add_test(NAME ${arg_NAME}
    COMMAND ${CMAKE_SOURCE_DIR}/tests/support/run_expect.sh ${options} -- ${program} ${arg_COMMAND})
  # Past run_expect.sh's own limit: it should be the one to say what the command was doing.
  math(EXPR last_resort_s "${arg_TIMEOUT} + 20")
  set_tests_properties(${arg_NAME} PROPERTIES
    LABELS "${arg_LABELS}" TIMEOUT ${last_resort_s} SKIP_RETURN_CODE 77 ${arg_PROPERTIES})
endfunction()
