// Nodes -> JSON text: likes gathered into arrays, id and extensions of a primitive beside it under "_name".
// Gives every node its index on the way.
#pragma once

#include "gateway/fhir/xml/document.h"
#include "gateway/fhir/xml/nodes.h"

#include <algorithm>
#include <string>
#include <vector>

namespace renkei::xml {

class JsonText {
public:
    JsonText(const definitions::R4Definitions& r4, Nodes& nodes, Document& out)
        : r4_(r4),
          nodes_(nodes),
          out_(out.json),
          origins_(out.origins),
          doubled_(out.doubled),
          input_size_(out.input.size()) {}

    void write(); // the resource that is node 0, and all below it

private:
    // Likes: nodes with one name that are side by side.
    struct Group {
        NodeId first;
        NodeId behind; // the node after the last, or no_node
        std::uint32_t count;
        bool is_array;
        bool is_doubled; // no array in FHIR
        bool is_primitive;
        bool has_values; // of a primitive: at least one of them
        bool has_extras;
    };
    Group group_at(NodeId first);
    void gather(NodeId parent);
    void members(NodeId parent);
    void member(const Group& group);
    template <class Write>
    void each(const Group& group, Write write);
    void object(NodeId node);
    void value(NodeId node);
    void extras(NodeId node);
    void origin(NodeId node);
    void key(std::string_view prefix, NodeId node);
    void escaped(std::string_view text);
    void string(std::string_view text);
    // At least so many bytes behind at_.
    void room(std::size_t size);
    void put(char c) {
        room(1);
        *at_++ = c;
    }
    void put(std::string_view text) {
        room(text.size());
        at_ = std::ranges::copy(text, at_).out;
    }
    std::size_t size() const { return static_cast<std::size_t>(at_ - out_.data()); }

    const definitions::R4Definitions& r4_;
    Nodes& nodes_;
    std::string& out_; // longer than what is written, until the end
    char* at_ = nullptr;
    char* end_ = nullptr;
    std::vector<Origin>& origins_;
    std::vector<std::uint32_t>& doubled_;
    std::size_t input_size_;
};

} // namespace renkei::xml
