foreach(openapi_table IN ITEMS schemas examples)
    add_table(network/server/openapi openapi-${openapi_table})
endforeach()
add_table(network/server/records plain-kinds)
