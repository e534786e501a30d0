foreach(page_table IN ITEMS side-by-side page-words)
    add_table(../profiles ${page_table})
endforeach()
add_table(forms/html pages css)
