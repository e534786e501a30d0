// The logical id of the FHIR resources of a document: the hex digits of its UUID.
#pragma once

#include <string>
#include <string_view>

namespace renkei::base {

inline std::string logical_id(std::string_view document) {
    std::string out(document);
    std::erase(out, '-');
    return out;
}

} // namespace renkei::base
