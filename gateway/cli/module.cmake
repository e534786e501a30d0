# The program itself.
if(EXISTS ${CMAKE_CURRENT_SOURCE_DIR}/cli/main.cpp)
    add_executable(renkei cli/main.cpp)
    target_link_libraries(renkei PRIVATE gateway_cli)
    set_target_properties(renkei PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/bin)
endif()
