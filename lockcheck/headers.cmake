# lockcheck::annotations: the installed headers. Nothing to link, and nothing needed to run.
set(generated ${CMAKE_CURRENT_BINARY_DIR}/include)
configure_file(include/lockcheck/version.h.in ${generated}/lockcheck/version.h @ONLY)

add_library(lockcheck_annotations INTERFACE)
add_library(lockcheck::annotations ALIAS lockcheck_annotations)
target_sources(lockcheck_annotations
  INTERFACE FILE_SET HEADERS BASE_DIRS include ${generated}
  FILES include/lockcheck/annotate.h ${generated}/lockcheck/version.h)
set_target_properties(lockcheck_annotations PROPERTIES
  EXPORT_NAME annotations VERIFY_INTERFACE_HEADER_SETS ON)
