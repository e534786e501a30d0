// The elements of one resource, from JSON to XML: members put in the order of the definitions, a primitive
// joined with its "_" sibling, arrays unrolled.
#pragma once

#include "gateway/defs/defs.h"
#include "gateway/diag/finding.h"
#include "gateway/json/place.h"
#include "gateway/json/tree.h"
#include "gateway/xml/writer.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace renkei::xml {

class ElementWriter {
public:
    ElementWriter(const json::Tree& tree, const defs::Defs& defs, std::string& out, diag::Report& report,
                  Layout layout)
        : tree_(tree)
        , defs_(defs)
        , out_(out)
        , report_(report)
        , is_indented_(layout == Layout::indented)
        , resource_type_(defs.names().find("resourceType")) {}

    // Of a resource; none: not an object, no resourceType, or not one of R4.
    defs::TypeId type_of(json::NodeId resource) const;
    diag::Finding no_resource(json::NodeId node);
    void resource(json::NodeId node, std::string_view space = {});

private:
    // A member of an object, or two: value and extras ("_name") of a primitive.
    struct Member {
        const defs::Element* element;
        json::NodeId value;  // or no_node
        json::NodeId extras; // or no_node
    };

    void collect(json::NodeId object, defs::TypeId type, bool is_resource);
    void collect_one(json::NodeId node, defs::TypeId type, std::size_t from);
    void content(json::NodeId object, defs::TypeId type, bool is_resource);
    void attributes(std::size_t from);
    void children(std::size_t from, std::string_view name);
    void member(const Member& member);
    void repeated(const Member& member);
    void check_arrays(const Member& member);
    void single(const defs::Element& element, json::NodeId value, json::NodeId extras);
    void primitive(const defs::Element& element, json::NodeId value, json::NodeId extras);
    void narrative(const defs::Element& element, json::NodeId value);
    void complex(const defs::Element& element, json::NodeId value);
    void attribute(std::string_view name, json::NodeId value);
    bool is_scalar(const defs::Element& element, json::NodeId value);
    void line_break();
    void open_tag(std::string_view name);
    void end_tag(std::string_view name, std::size_t empty);
    void say(diag::Message message, json::NodeId node, std::vector<std::string> args = {});
    std::string kind_text(json::NodeId node) const;
    std::string_view name(const defs::Element& element) const { return defs_.name(element); }

    const json::Tree& tree_;
    const defs::Defs& defs_;
    std::string& out_;
    diag::Report& report_;
    bool is_indented_;
    std::size_t depth_ = 0; // of open elements, for the indentation
    json::NameId resource_type_;
    std::vector<Member> members_; // of the open elements, one after the other
    std::optional<json::Positions> positions_;
};

} // namespace renkei::xml
