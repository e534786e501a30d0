# Which package has the definitions of a guide.
add_table(fhir/validate/walk guide-packages)
