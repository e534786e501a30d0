target_sources(test_folders PRIVATE ${CMAKE_SOURCE_DIR}/tests/kit/child.cpp)
