# audit events validated by the FHIR engine, which audit itself does not know
target_link_libraries(test_audit_fhir PRIVATE gateway_audit gateway_auditreport)
