# every target that links the module finds the packages that every program loads
add_dependencies(gateway_profiles package_images)
