// libxml2's events -> nodes: what each element and attribute is by the definitions, and what FHIR forbids
// about it.
#pragma once

#include "gateway/fhir/xml/nodes.h"
#include "gateway/fhir/xml/reader.h"
#include "gateway/fhir/xml/sax.h"
#include "gateway/fhir/xml/xhtml_writer.h"

namespace renkei::xml {

class Collector {
public:
    Collector(const definitions::R4Definitions& r4, Nodes& nodes, Sax& sax, ReaderOptions options);

    void clear();
    // Sax's calls
    void start(const xmlChar* name, std::string_view prefix, std::string_view space,
               const Attributes& attributes);
    void end();
    void text(std::string_view text);
    void comment(std::string_view text);
    void instruction(std::string_view target, std::string_view text);

private:
    // An element whose end is still to come.
    struct Open {
        NodeId node;
        NodeId last_child = no_node;
        const definitions::Element* last = nullptr; // the known element before
        std::string_view space;                     // libxml2's, as long as the element is open
        std::uint32_t depth = 0;                    // of the JSON
        bool has_text = false;                      // which was reported
    };

    void start_root(const xmlChar* name, std::string_view space, const Attributes& attributes);
    void start_resource(const xmlChar* name, std::string_view space, const Attributes& attributes);
    void repeat_holder();
    void start_element(const xmlChar* name, std::string_view space, const Attributes& attributes);
    void start_narrative(NodeId node, std::string_view space, const Attributes& attributes);
    const definitions::Element* known(Open& parent, const xmlChar* name, NodeId node);
    void check_order(Open& parent, const definitions::Element& element, NodeId node);
    void check_space(NodeId node, std::string_view space, std::string_view expected);
    void take_attributes(NodeId node, const Attributes& attributes);
    void take_attribute(NodeId node, const xmlChar* name, std::string_view prefix, std::string_view space,
                        std::string_view value);
    std::size_t begin_of(std::string_view mark) const;
    void check_not_empty(const Open& open);
    NodeId add(const xmlChar* name, NodeKind part, std::size_t begin);
    void push(NodeId node, std::string_view space, std::uint32_t levels);
    bool holds_resources(const Node& node) const {
        return node.type && node.part == NodeKind::element &&
               r4_.kind(node.type) == definitions::TypeKind::resource;
    }
    std::string_view keep(std::string_view value);
    std::string type_text(const Node& node) const;

    const definitions::R4Definitions& r4_;
    Nodes& nodes_;
    Sax& sax_;
    ReaderOptions options_;
    json::NameId value_name_;
    std::vector<Open> open_;
    XhtmlWriter narrative_;
    NodeId narrative_node_ = no_node;
    std::string scratch_;
};

} // namespace renkei::xml
