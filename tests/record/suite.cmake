target_sources(test_record PRIVATE ${CMAKE_SOURCE_DIR}/tests/form/form_in_yaml.cpp)
