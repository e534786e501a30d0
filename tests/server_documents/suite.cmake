# Every attack on the page of every form, and many posts whose fields are mixed up; the fast tests have a few of each.
add_test(NAME server_documents.hostile_posts COMMAND test_network --folder=server_documents --gtest_brief=1 --gtest_filter=HostilePages.*)
set_tests_properties(server_documents.hostile_posts PROPERTIES LABELS long TIMEOUT 1800 ENVIRONMENT RENKEI_ALL_ATTACKS=1)
