# every target that links the module finds the packages that every program loads
add_dependencies(gateway_terminology package_images)
