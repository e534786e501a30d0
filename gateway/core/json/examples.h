// JSON that is written from examples with holes, for resources and answers that are only ever written. A
// table is one JSON object with an example under each name. In an example, the text "$name" is a hole for a
// text, "@name" one for JSON: a value, or elements of the array in which it stands.
#pragma once

#include "gateway/core/json/tree.h"

#include <initializer_list>
#include <string>
#include <string_view>

namespace renkei::json {

// Views the text that fills a hole. Without a text, the member or element is left out, and so is every object
// and array inside the example all of whose holes are without one.
struct Filling {
    std::string_view hole;
    std::string_view text;
};

class Examples {
public:
    // `table` is compiled into the program and outlives this; what is wrong with it, or with the names of
    // holes, is asserted.
    explicit Examples(std::string_view table);

    // A hole that is not named has no text.
    std::string fill(std::string_view example, std::initializer_list<Filling> fillings) const;

private:
    Tree tree_;
};

// For a hole in an array: what `write` gives for each, which may be empty.
template <class Range, class Write>
std::string elements_of(const Range& range, const Write& write) {
    std::string out;
    for (const auto& each : range) {
        const std::string element = write(each);
        out += out.empty() || element.empty() ? "" : ",";
        out += element;
    }
    return out;
}

// A node and all below it, as Writer::node() writes it; empty for no_node.
std::string text_of_node(const Tree& tree, NodeId node);

} // namespace renkei::json
