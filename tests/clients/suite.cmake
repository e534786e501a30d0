# Clients that others wrote, over mutual TLS: a FHIR client, one made from /openapi.json, and a browser.
foreach(client fhir_client openapi_client browser)
    add_test(NAME clients.${client} COMMAND ${CMAKE_CURRENT_SOURCE_DIR}/clients/run.sh $<TARGET_FILE:renkei> ${CMAKE_SOURCE_DIR} ${CMAKE_BINARY_DIR}/clients ${client})
    set_tests_properties(clients.${client} PROPERTIES LABELS slow TIMEOUT 120 SKIP_RETURN_CODE 77)
endforeach()
# HAPI's client for Java, which Maven fetches.
add_test(NAME clients.hapi_client COMMAND ${CMAKE_CURRENT_SOURCE_DIR}/clients/run.sh $<TARGET_FILE:renkei> ${CMAKE_SOURCE_DIR} ${CMAKE_BINARY_DIR}/clients hapi_client)
set_tests_properties(clients.hapi_client PROPERTIES LABELS long TIMEOUT 600 SKIP_RETURN_CODE 77)
