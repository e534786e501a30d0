// A test that an expression made on one text: does it begin with a part, or contain it?
#pragma once

#include "gateway/core/json/tree.h"

#include <string_view>

namespace renkei::fhirpath {

struct TextTest {
    json::NodeId node = json::no_node; // of the text
    std::string_view part;             // the expression's own
    bool is_of_start = false;
    bool answer = false;

    static bool ask(std::string_view text, std::string_view part, bool is_of_start) {
        return is_of_start ? text.starts_with(part) : text.find(part) != std::string_view::npos;
    }
    // Would the test have the same answer for another text?
    bool is_same_of(std::string_view text) const { return ask(text, part, is_of_start) == answer; }
};

} // namespace renkei::fhirpath
