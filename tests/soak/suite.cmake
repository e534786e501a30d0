# A gateway under everything at once, for RENKEI_SOAK_SECONDS: label long. Test preset soak runs the same in preset asan.
set(soak_uses authority client process site)
list(TRANSFORM soak_uses REPLACE "(.+)" "${CMAKE_CURRENT_SOURCE_DIR}/e2e/\\1.cpp")
file(GLOB soak_sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_LIST_DIR}/*.cpp)
add_executable(soak ${soak_sources} ${soak_uses})
target_link_libraries(soak PRIVATE gateway_service GTest::gtest GTest::gtest_main nlohmann_json::nlohmann_json Poco::NetSSL fmt::fmt)
target_compile_definitions(soak PRIVATE RENKEI_SOURCE="${CMAKE_SOURCE_DIR}" RENKEI_KIT="${CMAKE_BINARY_DIR}/share/fixtures" RENKEI_BINARY="${CMAKE_BINARY_DIR}")
add_dependencies(soak renkei)
add_test(NAME soak.gateway COMMAND soak)
math(EXPR limit "3 * ${RENKEI_SOAK_SECONDS} + 900") # what was acknowledged is read again at the end
set_tests_properties(soak.gateway PROPERTIES LABELS "soak;long" TIMEOUT ${limit} ENVIRONMENT RENKEI_SOAK_SECONDS=${RENKEI_SOAK_SECONDS})
