# A FHIR client that others wrote, over mutual TLS.
add_test(NAME clients.fhir COMMAND ${CMAKE_CURRENT_SOURCE_DIR}/clients/run.sh $<TARGET_FILE:renkei> ${CMAKE_SOURCE_DIR} ${CMAKE_BINARY_DIR}/clients)
set_tests_properties(clients.fhir PROPERTIES LABELS slow TIMEOUT 120 SKIP_RETURN_CODE 77)
