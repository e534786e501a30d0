# Build time: FHIR packages → share/packages/*.pack, which every program loads: R4 itself, HL7's terminology, the extension pack.
add_build_program(make_image fhir/packages/make_image.cpp gateway_fhir)

file(MAKE_DIRECTORY ${CMAKE_BINARY_DIR}/share/packages)
set(images "")
foreach(package "hl7.fhir.r4.examples=hl7.fhir.r4.core=4.0.1" "hl7.terminology.r4=hl7.terminology.r4=7.0.1"
        "hl7.fhir.uv.extensions.r4=hl7.fhir.uv.extensions.r4=5.3.0-ballot-tc1")
    string(REPLACE "=" ";" package ${package})
    list(GET package 0 folder)
    list(GET package 1 name)
    list(GET package 2 version)
    set(image ${CMAKE_BINARY_DIR}/share/packages/${name}.pack)
    add_custom_command(
        OUTPUT ${image}
        COMMAND make_image ${name} ${version} ${packages}/${folder} ${image}
        DEPENDS make_image ${packages}/complete
        COMMENT "Compiling package ${name}" VERBATIM)
    list(APPEND images ${image})
endforeach()
add_custom_target(package_images ALL DEPENDS ${images})
