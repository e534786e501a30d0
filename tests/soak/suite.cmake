# A gateway under everything at once, for RENKEI_SOAK_SECONDS: label long. Test preset soak runs the same in preset asan.
add_test(NAME soak.gateway COMMAND test_e2e --folder=soak)
math(EXPR limit "3 * ${RENKEI_SOAK_SECONDS} + 900") # what was acknowledged is read again at the end
set_tests_properties(soak.gateway PROPERTIES LABELS "soak;long" TIMEOUT ${limit} ENVIRONMENT RENKEI_SOAK_SECONDS=${RENKEI_SOAK_SECONDS})
