# The examples of R4 are read from their package, where tools/fetch-packages finds it too.
find_package(LibArchive 3.6 REQUIRED)
target_link_libraries(test_xml PRIVATE LibArchive::LibArchive)
target_compile_definitions(test_xml PRIVATE RENKEI_PACKAGES="${RENKEI_PACKAGES}")
