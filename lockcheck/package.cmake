# What other projects find: find_package(lockcheck) and pkg-config. Paths are relative to where these
# files lie, so that an installed tree may be moved.
include(CMakePackageConfigHelpers)

set(package_dir ${CMAKE_INSTALL_LIBDIR}/cmake/lockcheck)
set(pc_dir ${CMAKE_INSTALL_LIBDIR}/pkgconfig)
file(RELATIVE_PATH LOCKCHECK_PC_TO_PREFIX /${pc_dir} /)
string(REGEX REPLACE "/$" "" LOCKCHECK_PC_TO_PREFIX "${LOCKCHECK_PC_TO_PREFIX}")

configure_package_config_file(cmake/lockcheck-config.cmake.in lockcheck-config.cmake
  INSTALL_DESTINATION ${package_dir})
write_basic_package_version_file(${CMAKE_CURRENT_BINARY_DIR}/lockcheck-config-version.cmake
  COMPATIBILITY SameMajorVersion ARCH_INDEPENDENT)
configure_file(cmake/lockcheck.pc.in lockcheck.pc @ONLY)

install(TARGETS lockcheck_annotations EXPORT lockcheck FILE_SET HEADERS)
install(EXPORT lockcheck NAMESPACE lockcheck:: DESTINATION ${package_dir}
  FILE lockcheck-targets.cmake)
install(FILES
  ${CMAKE_CURRENT_BINARY_DIR}/lockcheck-config.cmake
  ${CMAKE_CURRENT_BINARY_DIR}/lockcheck-config-version.cmake
  DESTINATION ${package_dir})
install(FILES ${CMAKE_CURRENT_BINARY_DIR}/lockcheck.pc DESTINATION ${pc_dir})
