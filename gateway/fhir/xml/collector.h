// libxml2's events -> nodes: what each element and attribute is by the definitions, and what FHIR forbids
// about it.
#pragma once

#include "gateway/fhir/xml/nodes.h"
#include "gateway/fhir/xml/reader.h"
#include "gateway/fhir/xml/sax.h"
#include "gateway/fhir/xml/xhtml_writer.h"

#include <array>

namespace renkei::xml {

class Collector {
public:
    Collector(const definitions::R4Definitions& r4, Nodes& nodes, Sax& sax, ReaderOptions options);

    void clear();
    // Sax's calls
    void start(const xmlChar* name, const xmlChar* space, const Attributes& attributes);
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
        const xmlChar* space = nullptr;             // libxml2's, as long as the element is open
        std::uint32_t depth = 0;                    // of the JSON
        bool has_text = false;                      // which was reported
    };

    // An element found before, and what made it that: nothing is looked up twice while names keep their
    // pointers.
    struct Found {
        const xmlChar* name = nullptr;
        const definitions::Element* element = nullptr; // nullptr: `type` has no such element
        std::uint32_t dictionary = 0;
        definitions::TypeId type{};
    };

    void start_root(const xmlChar* name, const xmlChar* space, const Attributes& attributes);
    void start_resource(const xmlChar* name, const xmlChar* space, const Attributes& attributes);
    void repeat_holder();
    void start_element(const xmlChar* name, const xmlChar* space, const Attributes& attributes);
    void start_narrative(NodeId node, const xmlChar* space, const Attributes& attributes);
    const definitions::Element* find(definitions::TypeId type, const xmlChar* name);
    const definitions::Element* known(Open& parent, const xmlChar* name, NodeId node);
    void check_order(Open& parent, const definitions::Element& element, NodeId node);
    void check_space(NodeId node, const xmlChar* space);
    void expect_space(NodeId node, const xmlChar* space, std::string_view expected);
    void take_attributes(NodeId node, const Attributes& attributes);
    void take_attribute(NodeId node, const xmlChar* name, const xmlChar* prefix, const xmlChar* space,
                        std::string_view value);
    std::size_t begin_of(std::string_view mark) const;
    void check_not_empty(const Open& open);
    NodeId add(const xmlChar* name, NodeKind part, std::size_t begin);
    void push(NodeId node, const xmlChar* space, std::uint32_t levels);
    bool holds_resources(const Node& node) const {
        return node.type && node.part == NodeKind::element &&
               r4_.kind(node.type) == definitions::TypeKind::resource;
    }
    std::string type_text(const Node& node) const;

    const definitions::R4Definitions& r4_;
    Nodes& nodes_;
    Sax& sax_;
    ReaderOptions options_;
    const xmlChar* value_name_ = nullptr; // once it has occurred in the document
    std::array<Found, 1024> found_{};
    std::vector<Open> open_;
    XhtmlWriter narrative_;
    NodeId narrative_node_ = no_node;
    std::string scratch_;
};

} // namespace renkei::xml
