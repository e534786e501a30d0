add_table(network/sharing plan-acts)
