# Only this file is compiled again for another version.
configure_file(${CMAKE_CURRENT_SOURCE_DIR}/core/base/version.cpp.in ${CMAKE_BINARY_DIR}/gateway/core/base/version.cpp @ONLY)
list(APPEND sources ${CMAKE_BINARY_DIR}/gateway/core/base/version.cpp)
set_source_files_properties(${CMAKE_BINARY_DIR}/gateway/core/base/version.cpp PROPERTIES SKIP_UNITY_BUILD_INCLUSION ON)
