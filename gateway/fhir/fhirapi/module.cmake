target_include_directories(gateway_fhirapi PUBLIC ${CMAKE_SOURCE_DIR}/gateway/include)
