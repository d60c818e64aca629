# racegate_add_tests(TARGETS target... [CONFIGS config...] [ARGS argument...] [TIMEOUT seconds])
#
# One test racegate.CONFIG.TARGET for each program and configuration: it passes when the program runs
# under the detector without a new finding, and when the detector has proved that it was alive.
#
# CONFIGS is plain, helgrind, drd, lockcheck (the default: the last three), and the one of tsan-gcc and
# tsan-clang that the compiler of this build can make: then TARGET_racegate_tsan is built from the same
# sources. Libraries of the project that it links stay as they are; `racegate ci` instruments everything.
function(racegate_add_tests)
  cmake_parse_arguments(PARSE_ARGV 0 arg "" "TIMEOUT" "TARGETS;CONFIGS;ARGS")
  if(arg_UNPARSED_ARGUMENTS OR NOT arg_TARGETS)
    message(FATAL_ERROR "racegate_add_tests(TARGETS target... [CONFIGS ...] [ARGS ...] [TIMEOUT s]): "
      "cannot make out '${arg_UNPARSED_ARGUMENTS}'")
  endif()
  if(NOT arg_CONFIGS)
    set(arg_CONFIGS helgrind drd lockcheck)
  endif()
  if(NOT arg_TIMEOUT)
    set(arg_TIMEOUT 120)
  endif()
  # Beside the package in an installation; a target in our own build.
  if(TARGET racegate)
    set(program $<TARGET_FILE:racegate>)
  else()
    find_program(RACEGATE_PROGRAM racegate HINTS "${PACKAGE_PREFIX_DIR}/bin" REQUIRED)
    set(program ${RACEGATE_PROGRAM})
  endif()
  math(EXPR limit "${arg_TIMEOUT} + 60")
  foreach(target ${arg_TARGETS})
    foreach(config ${arg_CONFIGS})
      racegate_program_for(${target} ${config} built)
      add_test(NAME racegate.${config}.${target}
        COMMAND ${program} run --quiet --config ${config} --timeout ${arg_TIMEOUT}
          --output ${CMAKE_CURRENT_BINARY_DIR}/racegate-out/${target}.${config}
          -- $<TARGET_FILE:${built}> ${arg_ARGS})
      set_tests_properties(racegate.${config}.${target} PROPERTIES
        LABELS racegate TIMEOUT ${limit})
    endforeach()
  endforeach()
endfunction()

# The target to run: itself, or for TSan its instrumented twin, made on first use.
function(racegate_program_for target config return)
  set(${return} ${target} PARENT_SCOPE)
  if(NOT config MATCHES "^tsan-")
    return()
  endif()
  set(compilers_tsan-gcc GNU)
  set(compilers_tsan-clang Clang)
  if(NOT CMAKE_C_COMPILER_ID STREQUAL "${compilers_${config}}"
      AND NOT CMAKE_CXX_COMPILER_ID STREQUAL "${compilers_${config}}")
    message(FATAL_ERROR "racegate_add_tests: ${config} needs another compiler than this build's; "
      "leave it out of CONFIGS here and let 'racegate ci' build it")
  endif()
  set(twin ${target}_racegate_tsan)
  set(${return} ${twin} PARENT_SCOPE)
  if(TARGET ${twin})
    return()
  endif()
  get_target_property(sources ${target} SOURCES)
  get_target_property(source_dir ${target} SOURCE_DIR)
  list(TRANSFORM sources PREPEND ${source_dir}/ REGEX "^[^/$]")
  add_executable(${twin} ${sources})
  foreach(property C_STANDARD C_EXTENSIONS CXX_STANDARD CXX_EXTENSIONS INCLUDE_DIRECTORIES
      COMPILE_DEFINITIONS COMPILE_OPTIONS COMPILE_FEATURES LINK_LIBRARIES LINK_OPTIONS)
    get_target_property(value ${target} ${property})
    if(value)
      set_property(TARGET ${twin} PROPERTY ${property} "${value}")
    endif()
  endforeach()
  target_compile_options(${twin} PRIVATE -fsanitize=thread -g)
  target_link_options(${twin} PRIVATE -fsanitize=thread)
endfunction()
