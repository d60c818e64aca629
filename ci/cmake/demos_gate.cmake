# The demos as tests of this repository's own race gate: the correct ones, each built once, with the
# compiler and the sanitizer of this tree, and run as it is. What a detector says of them is racegate's
# business; what it should say is in the demos' expect lines, in racegate.ini and in racegate-baseline.txt,
# and gate.own holds those three together. demos/README.md has the lines of a header.
include(demos)

# demos_gate_options(SOURCE RETURN): what the header's `flags` lines want, as environment entries. Valgrind's
# two tools share one variable, in which an option may name its tool.
function(demos_gate_options source return)
  set(entries)
  foreach(tool tsan-gcc tsan-clang helgrind drd lockcheck)
    file(STRINGS ${source} flags REGEX "^ \\* flags +${tool} ")
    string(REGEX REPLACE "^ \\* flags +${tool} +" "" flags "${flags}")
    if(NOT flags)
      continue()
    elseif(tool STREQUAL "lockcheck")
      list(APPEND entries "LOCKCHECK_OPTIONS=${flags}")
    elseif(tool MATCHES "^tsan-")
      message(SEND_ERROR "${source}: the gate cannot tell gcc's TSAN_OPTIONS from clang's")
    else()
      string(REGEX REPLACE "(^| )--" "\\1--${tool}:" flags "${flags}")
      string(APPEND valgrind " ${flags}")
    endif()
  endforeach()
  if(valgrind)
    list(APPEND entries "VALGRIND_OPTS=${valgrind}")
  endif()
  set(${return} "${entries}" PARENT_SCOPE)
endfunction()

# demos_gate_add(SOURCE): one correct program, and the test demos.FAMILY.SLUG.VARIANT that runs it.
function(demos_gate_add source)
  file(RELATIVE_PATH relative ${CMAKE_CURRENT_SOURCE_DIR} ${source})
  string(REGEX REPLACE "\\.c$" "" relative ${relative})
  string(REPLACE "/" "." name demos.${relative})
  file(STRINGS ${source} link REGEX "^ \\* link +")
  string(REGEX REPLACE "^ \\* link +" "" link "${link}")
  separate_arguments(link)
  demos_plain_program(${name} ${CMAKE_CURRENT_BINARY_DIR}/${relative} ${source} ${link})
  target_link_libraries(${name} PRIVATE lockcheck_sanitize)
  set_property(GLOBAL APPEND PROPERTY demos_gate_programs ${name})

  # More rounds when plain only make an effect visible; a correct program has none.
  file(STRINGS ${source} args REGEX "^ \\* args +[^p]")
  if(args)
    message(SEND_ERROR "${source}: the gate runs every tool with the same arguments: ${args}")
  endif()
  demos_gate_options(${source} environment)
  get_filename_component(directory ${source} DIRECTORY)
  add_test(NAME ${name} COMMAND ${name} WORKING_DIRECTORY ${directory})
  set_tests_properties(${name} PROPERTIES TIMEOUT 60 ENVIRONMENT "${environment}")
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${source})
endfunction()
