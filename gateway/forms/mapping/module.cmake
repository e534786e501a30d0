foreach(plan_table IN ITEMS modifiers context words names)
    add_table(forms/mapping/plan ${plan_table})
endforeach()
