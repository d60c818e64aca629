# lockcheck_unit_test(NAME SOURCE LIBRARIES...): a cmocka program, run as the test unit.NAME.
function(lockcheck_unit_test name source)
  add_executable(test_${name} ${source})
  target_link_libraries(test_${name} PRIVATE lockcheck_code lockcheck_sanitize ${ARGN} PkgConfig::CMOCKA)
  target_include_directories(test_${name} PRIVATE ${CMAKE_SOURCE_DIR}/tests)
  set_target_properties(test_${name} PROPERTIES
    C_EXTENSIONS ON RUNTIME_OUTPUT_DIRECTORY ${CMAKE_CURRENT_BINARY_DIR})
  add_test(NAME unit.${name} COMMAND test_${name})
  set_tests_properties(unit.${name} PROPERTIES
    LABELS unit TIMEOUT 60 SKIP_RETURN_CODE 77)
endfunction()
