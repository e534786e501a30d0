#include "gateway/network/http/outcome_xml.h"

#include "gateway/core/json/parser.h"

#include <cassert>

namespace renkei::http {
namespace {

void append_escaped(std::string& out, std::string_view text) {
    for (const char c : text) {
        switch (c) {
        case '&': out += "&amp;"; break;
        case '<': out += "&lt;"; break;
        case '"': out += "&quot;"; break;
        case '\n': out += "&#10;"; break;
        case '\r': out += "&#13;"; break;
        case '\t': out += "&#9;"; break;
        // XML 1.0 has no other control characters
        default: out += static_cast<unsigned char>(c) < 0x20 ? ' ' : c;
        }
    }
}

void append_members(std::string& out, const json::Tree& tree, json::NodeId object);

void append_element(std::string& out, const json::Tree& tree, std::string_view name, json::NodeId value) {
    if (tree[value].is_array()) {
        for (const json::NodeId element : tree.children(value)) {
            append_element(out, tree, name, element);
        }
        return;
    }
    out.append("<").append(name);
    if (!tree[value].is_object()) {
        out += " value=\"";
        append_escaped(out, tree.text(value));
        out += "\"/>";
        return;
    }
    out += ">";
    append_members(out, tree, value);
    out.append("</").append(name).append(">");
}

void append_members(std::string& out, const json::Tree& tree, json::NodeId object) {
    for (const json::NodeId member : tree.children(object)) {
        if (tree.key(member) != "resourceType") {
            append_element(out, tree, tree.key(member), member);
        }
    }
}

} // namespace

std::string outcome_xml(std::string_view outcome_json) {
    json::Tree tree;
    const diag::Result<void> parsed = json::Parser().parse(outcome_json, tree);
    assert(parsed);
    if (!parsed) {
        return {};
    }
    std::string out = R"(<OperationOutcome xmlns="http://hl7.org/fhir">)";
    append_members(out, tree, json::Tree::root);
    return out + "</OperationOutcome>";
}

} // namespace renkei::http
