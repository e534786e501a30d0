// Nodes -> JSON text: likes gathered into arrays, id and extensions of a primitive beside it under "_name".
// Gives every node its index on the way.
#pragma once

#include "gateway/fhir/xml/document.h"
#include "gateway/fhir/xml/nodes.h"

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
          doubled_(out.doubled) {}

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
    void string(std::string_view text);

    const definitions::R4Definitions& r4_;
    Nodes& nodes_;
    std::string& out_;
    std::vector<Origin>& origins_;
    std::vector<std::uint32_t>& doubled_;
};

} // namespace renkei::xml
