target_sources(test_folders PRIVATE ${CMAKE_SOURCE_DIR}/tests/support/child.cpp)
