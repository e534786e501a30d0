include(${CMAKE_CURRENT_SOURCE_DIR}/core/diag/messages/headers.cmake)
