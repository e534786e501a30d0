#include "gateway/network/http/outcome_xml.h"

#include "gateway/core/json/parser.h"

namespace renkei::http {
namespace {

void append_escaped(std::string& out, std::string_view text) {
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (const std::string_view three = text.substr(i, 3);
            three == "\xEF\xBF\xBE" || three == "\xEF\xBF\xBF") {
            out += '?'; // U+FFFE and U+FFFF are no characters of XML
            i += 2;
            continue;
        }
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

constexpr std::string_view extension = "extension";

void append_attribute(std::string& out, std::string_view name, std::string_view text) {
    out.append(" ").append(name).append("=\"");
    append_escaped(out, text);
    out += '"';
}

void append_members(std::string& out, const json::Tree& tree, std::string_view name, json::NodeId object);

// `member`: its name in JSON; "_name" holds the extensions of a primitive without value.
void append_element(std::string& out, const json::Tree& tree, std::string_view member, json::NodeId value) {
    if (tree[value].is_array()) {
        for (const json::NodeId element : tree.children(value)) {
            append_element(out, tree, member, element);
        }
        return;
    }
    const std::string_view name = member.starts_with('_') ? member.substr(1) : member;
    out.append("<").append(name);
    if (!tree[value].is_object()) {
        append_attribute(out, "value", tree.text(value));
        out += "/>";
        return;
    }
    if (name == extension) {
        append_attribute(out, "url", tree.text(tree.child(value, "url")));
    }
    out += ">";
    append_members(out, tree, name, value);
    out.append("</").append(name).append(">");
}

void append_members(std::string& out, const json::Tree& tree, std::string_view name, json::NodeId object) {
    for (const json::NodeId member : tree.children(object)) {
        const std::string_view key = tree.key(member);
        if (key != "resourceType" && !(name == extension && key == "url")) {
            append_element(out, tree, key, member);
        }
    }
}

} // namespace

std::string outcome_xml(std::string_view outcome_json) {
    json::Tree tree;
    if (!json::Parser().parse(
            outcome_json, tree)) { // we made it, so this is a defect; the caller gets an answer all the same
        return R"(<OperationOutcome xmlns="http://hl7.org/fhir"><issue><severity value="error"/><code value="exception"/></issue></OperationOutcome>)";
    }
    std::string out = R"(<OperationOutcome xmlns="http://hl7.org/fhir">)";
    append_members(out, tree, {}, json::Tree::root);
    return out + "</OperationOutcome>";
}

} // namespace renkei::http
