# Compile settings, as targets to link PRIVATE. Nothing here is global.

add_library(lockcheck_warnings INTERFACE)
target_compile_options(lockcheck_warnings INTERFACE
  -Wall -Wextra -Wshadow -Wundef -Wpointer-arith -Wvla -Wformat=2 -Wwrite-strings
  $<$<COMPILE_LANGUAGE:C>:-Wstrict-prototypes -Wmissing-prototypes -Wold-style-definition>)

# Our own code: gnu11, hidden symbols, includes by layer ("order/order.h").
add_library(lockcheck_code INTERFACE)
target_compile_features(lockcheck_code INTERFACE c_std_11)
target_compile_definitions(lockcheck_code INTERFACE _GNU_SOURCE)
target_include_directories(lockcheck_code INTERFACE
  ${CMAKE_CURRENT_SOURCE_DIR}/lockcheck/src ${CMAKE_CURRENT_SOURCE_DIR}/lockcheck/include)
target_link_libraries(lockcheck_code INTERFACE lockcheck_warnings)

# Sanitizers, for everything but the preload library and what it is made of.
add_library(lockcheck_sanitize INTERFACE)
if(LOCKCHECK_SANITIZE)
  target_compile_options(lockcheck_sanitize INTERFACE
    -fsanitize=${LOCKCHECK_SANITIZE} -fno-omit-frame-pointer)
  target_link_options(lockcheck_sanitize INTERFACE -fsanitize=${LOCKCHECK_SANITIZE})
endif()

# lockcheck_layer(NAME SOURCES...): one layer of lockcheck/src, built twice: as NAME for programs
# (with the sanitizers of this build) and as NAME_pic for the preload library (always plain).
function(lockcheck_layer name)
  foreach(variant "" _pic)
    add_library(${name}${variant} STATIC ${ARGN})
    target_link_libraries(${name}${variant} PRIVATE lockcheck_code)
    set_target_properties(${name}${variant} PROPERTIES
      C_EXTENSIONS ON C_VISIBILITY_PRESET hidden POSITION_INDEPENDENT_CODE ON)
  endforeach()
  target_link_libraries(${name} PUBLIC lockcheck_sanitize)
endfunction()
