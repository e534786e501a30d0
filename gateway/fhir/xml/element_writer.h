// The elements of one resource, from JSON to XML: members put in the order of the definitions, a primitive
// joined with its "_" sibling, arrays unrolled.
#pragma once

#include "gateway/core/diag/finding.h"
#include "gateway/core/json/place.h"
#include "gateway/core/json/tree.h"
#include "gateway/fhir/definitions/r4_definitions.h"
#include "gateway/fhir/xml/writer.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace renkei::xml {

class ElementWriter {
public:
    ElementWriter(const json::Tree& tree, const definitions::R4Definitions& r4, std::string& out,
                  diag::Report& report, Layout layout)
        : tree_(tree),
          r4_(r4),
          out_(out),
          report_(report),
          is_indented_(layout == Layout::indented),
          resource_type_(r4.names().find("resourceType")) {}

    // Of a resource; none: not an object, no resourceType, or not one of R4.
    definitions::TypeId type_of(json::NodeId resource) const;
    diag::Finding no_resource(json::NodeId node);
    void resource(json::NodeId node, std::string_view space = {});

private:
    // A member of an object, or two: value and extras ("_name") of a primitive.
    struct Member {
        const definitions::Element* element;
        json::NodeId value;  // or no_node
        json::NodeId extras; // or no_node
    };

    void collect(json::NodeId object, definitions::TypeId type, bool is_resource);
    void collect_one(json::NodeId node, definitions::TypeId type, std::size_t from);
    void content(json::NodeId object, definitions::TypeId type, bool is_resource);
    void attributes(std::size_t from);
    void children(std::size_t from, std::string_view name);
    void member(const Member& member);
    void repeated(const Member& member);
    void check_arrays(const Member& member);
    void single(const definitions::Element& element, json::NodeId value, json::NodeId extras);
    void primitive(const definitions::Element& element, json::NodeId value, json::NodeId extras);
    void narrative(const definitions::Element& element, json::NodeId value);
    void complex(const definitions::Element& element, json::NodeId value);
    void attribute(std::string_view name, json::NodeId value);
    bool is_scalar(const definitions::Element& element, json::NodeId value);
    void line_break();
    void open_tag(std::string_view name);
    void end_tag(std::string_view name, std::size_t empty);
    void say(diag::Message message, json::NodeId node, diag::Arguments args = {});
    std::string kind_text(json::NodeId node) const;
    std::string_view name(const definitions::Element& element) const { return r4_.name(element); }

    const json::Tree& tree_;
    const definitions::R4Definitions& r4_;
    std::string& out_;
    diag::Report& report_;
    bool is_indented_;
    std::size_t depth_ = 0; // of open elements, for the indentation
    json::NameId resource_type_;
    std::vector<Member> members_; // of the open elements, one after the other
    std::optional<json::Positions> positions_;
};

} // namespace renkei::xml
