# The table of hooks, the declarations and lookups made from it, and the library's symbols agree.
add_executable(hook_names hook_names.c)
target_link_libraries(hook_names PRIVATE lockcheck_warnings)
target_include_directories(hook_names PRIVATE ${CMAKE_SOURCE_DIR}/lockcheck/src)
target_compile_definitions(hook_names PRIVATE _GNU_SOURCE)
lockcheck_expect_test(NAME preload.exported.table
  COMMAND ${CMAKE_CURRENT_SOURCE_DIR}/exported.sh
    $<TARGET_FILE:lockcheck_preload> $<TARGET_FILE:hook_names>
  MATCH_OUT "^as the table says: [1-9][0-9]+ symbols$" LABELS preload)
# And the test can tell: another library is not what the table says.
lockcheck_expect_test(NAME preload.exported.other_library
  COMMAND ${CMAKE_CURRENT_SOURCE_DIR}/exported.sh $<TARGET_FILE:test_plugin> $<TARGET_FILE:hook_names>
  STATUS 1 MATCH_ERR "^< pthread_mutex_lock$" "^> plugin_run$" LABELS preload)
