foreach(summary_table IN ITEMS summary person-page state-words eligibility own-page terms facts fact-lines)
    add_table(../profiles ${summary_table})
endforeach()
add_table(network/mhd search-parameters)
