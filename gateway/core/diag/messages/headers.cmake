# Writes generated/messages/FILE.h for each file of messages, with the names of its messages and nothing else (all of renkei calls their namespace message): a change of words compiles only message.cpp.
file(STRINGS ${CMAKE_CURRENT_LIST_DIR}/all.def includes REGEX "^#include ")
set(number 0)
set(all "")
foreach(include IN LISTS includes)
    string(REGEX MATCH "messages/([a-z_]+)\\.def" _ "${include}")
    set(file ${CMAKE_MATCH_1})
    set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${CMAKE_CURRENT_LIST_DIR}/${file}.def)
    file(STRINGS ${CMAKE_CURRENT_LIST_DIR}/${file}.def rows REGEX "^(MESSAGE|REASON)\\(")
    set(place 0)
    set(names "")
    foreach(row IN LISTS rows)
        string(REGEX MATCH "^([A-Z]+)\\(([a-z0-9_]+)," _ "${row}")
        set(name ${CMAKE_MATCH_2})
        if(CMAKE_MATCH_1 STREQUAL "REASON")
            set(name reason_${name})
        endif()
        math(EXPR value "(${number} << 8) | ${place}")
        string(APPEND names "inline constexpr Message ${name}{${value}};\n")
        math(EXPR place "${place} + 1")
    endforeach()
    if(place GREATER 256)
        message(FATAL_ERROR "messages/${file}.def has ${place} messages, and a number has place for 256 of one file: split it")
    endif()
    file(CONFIGURE OUTPUT ${CMAKE_BINARY_DIR}/generated/messages/${file}.h @ONLY CONTENT
"// Made from gateway/core/diag/messages/${file}.def.
#pragma once
#include \"gateway/core/diag/message.h\"
namespace renkei::diag::message {
@names@} // namespace renkei::diag::message
namespace renkei {
namespace message = diag::message;
} // namespace renkei
")
    string(APPEND all "#include \"generated/messages/${file}.h\"\n")
    math(EXPR number "${number} + 1")
endforeach()
file(CONFIGURE OUTPUT ${CMAKE_BINARY_DIR}/generated/messages/all.h @ONLY CONTENT "#pragma once\n@all@")
set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${CMAKE_CURRENT_LIST_DIR}/all.def)
