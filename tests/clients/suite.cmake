# Clients that others wrote, over mutual TLS: a FHIR client, one made from /openapi.json, and a browser, also as that of a person at a portal; and a linter of /openapi.json.
add_test(NAME clients.node COMMAND ${CMAKE_CURRENT_SOURCE_DIR}/clients/run.sh $<TARGET_FILE:renkei> ${CMAKE_SOURCE_DIR} ${CMAKE_BINARY_DIR}/clients node)
set_tests_properties(clients.node PROPERTIES LABELS slow TIMEOUT 900 COST 100 SKIP_RETURN_CODE 77)
# Java clients, which Maven fetches: HAPI's, and one that openapi-generator makes from /openapi.json.
foreach(client HapiClient OpenApiClient)
    add_test(NAME clients.${client} COMMAND ${CMAKE_CURRENT_SOURCE_DIR}/clients/run.sh $<TARGET_FILE:renkei> ${CMAKE_SOURCE_DIR} ${CMAKE_BINARY_DIR}/clients ${client})
    set_tests_properties(clients.${client} PROPERTIES LABELS long TIMEOUT 600 SKIP_RETURN_CODE 77)
endforeach()
