# The examples of R4 are read from their package, where tools/fetch-packages finds it too.
target_sources(test_validate PRIVATE ${CMAKE_CURRENT_SOURCE_DIR}/xml/package.cpp)
find_package(LibArchive 3.6 REQUIRED)
target_link_libraries(test_validate PRIVATE LibArchive::LibArchive)
target_compile_definitions(test_validate PRIVATE RENKEI_PACKAGES="${RENKEI_PACKAGES}")
