foreach(plan_table IN ITEMS modifiers context words)
    add_table(forms/mapping/plan ${plan_table})
endforeach()
