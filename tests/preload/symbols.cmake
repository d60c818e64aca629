# The same program with its names in different places: the report names what can be named.

foreach(variant pie nopie)
  add_executable(bank_${variant} programs/bank.c)
  target_link_libraries(bank_${variant} PRIVATE lockcheck_warnings Threads::Threads)
  target_compile_options(bank_${variant} PRIVATE -g -O2)
endforeach()
target_compile_options(bank_nopie PRIVATE -fno-pie)
target_link_options(bank_nopie PRIVATE -no-pie)

set(symbols_dir ${CMAKE_CURRENT_BINARY_DIR}/symbols)
add_custom_command(OUTPUT ${symbols_dir}/stripped ${symbols_dir}/split ${symbols_dir}/split.debug
  COMMAND ${CMAKE_COMMAND} -E make_directory ${symbols_dir}
  COMMAND ${CMAKE_STRIP} -o ${symbols_dir}/stripped $<TARGET_FILE:bank_pie>
  COMMAND ${CMAKE_OBJCOPY} --only-keep-debug $<TARGET_FILE:bank_pie> ${symbols_dir}/split.debug
  COMMAND ${CMAKE_STRIP} -o ${symbols_dir}/split $<TARGET_FILE:bank_pie>
  COMMAND ${CMAKE_COMMAND} -E chdir ${symbols_dir}
          ${CMAKE_OBJCOPY} --add-gnu-debuglink=split.debug split
  DEPENDS bank_pie VERBATIM)
add_custom_target(symbols_programs ALL DEPENDS ${symbols_dir}/stripped ${symbols_dir}/split)

set(named
  "g_accounts\\[1\\]\\.lock -> g_accounts\\[0\\]\\.lock|g_accounts\\[0\\]\\.lock -> g_accounts\\[1\\]\\.lock"
  "#0 move_money +[^ ]*bank\\.c:15 +\\(inlined\\)" "#1 pay_rent +[^ ]*bank\\.c:29"
  "#1 pay_back +[^ ]*bank\\.c:39" "created by main at [^ ]*bank\\.c:46")
foreach(program $<TARGET_FILE:bank_pie> $<TARGET_FILE:bank_nopie> ${symbols_dir}/split)
  string(REGEX MATCH "pie|nopie|split" name "${program}")
  if(program MATCHES "nopie")
    set(name nopie)
  endif()
  lockcheck_expect_test(NAME preload.symbols.${name}
    COMMAND lockcheck run -- ${program} STATUS 66
    MATCH ${named} REJECT "no symbols" LABELS preload)
endforeach()

lockcheck_expect_test(NAME preload.symbols.stripped
  COMMAND lockcheck run -- ${symbols_dir}/stripped STATUS 66
  MATCH "lock-order \\(predicted\\)" "#0 stripped\\+0x[0-9a-f]+"
  "^Note: .*/stripped has no symbols" LABELS preload)
lockcheck_expect_test(NAME preload.symbols.stripped_untold
  COMMAND lockcheck run --fail-on=none -- ${symbols_dir}/stripped
  MATCH "^SUMMARY: lockcheck: no findings, 1 more with show=all"
  "again: lockcheck report --show=all /" REJECT "has no symbols" LABELS preload)

# A plugin that is gone by the time of the report.
add_library(test_plugin MODULE programs/plugin.c)
target_compile_options(test_plugin PRIVATE -g)
target_link_libraries(test_plugin PRIVATE lockcheck_warnings)
add_executable(plugin_host programs/plugin_host.c)
target_compile_options(plugin_host PRIVATE -g)
target_link_libraries(plugin_host PRIVATE lockcheck_warnings Threads::Threads)
lockcheck_expect_test(NAME preload.symbols.plugin
  COMMAND lockcheck run -- $<TARGET_FILE:plugin_host> $<TARGET_FILE:test_plugin> STATUS 66
  MATCH "#0 plugin_run +[^ ]*plugin\\.c:8" "#1 use_plugin " "#0 scan_entries " LABELS preload)
