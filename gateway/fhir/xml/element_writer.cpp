#include "gateway/fhir/xml/element_writer.h"

#include "gateway/core/text/utf8.h"
#include "gateway/fhir/xml/characters.h"
#include "gateway/fhir/xml/escape.h"
#include "gateway/fhir/xml/reader.h"
#include "gateway/fhir/xml/xhtml.h"
#include "generated/messages/xml.h"

#include <algorithm>

namespace renkei::xml {
namespace {

using definitions::Primitive;

// Of a primitive type, in JSON.
json::ValueKind kind_of(Primitive primitive) {
    switch (primitive) {
    case Primitive::boolean: return json::ValueKind::true_value;
    case Primitive::decimal:
    case Primitive::integer:
    case Primitive::positiveInt:
    case Primitive::unsignedInt: return json::ValueKind::number;
    default: return json::ValueKind::string;
    }
}

json::ValueKind alike(const json::Node& node) {
    return node.is_boolean() ? json::ValueKind::true_value : node.kind;
}

} // namespace

void ElementWriter::say(Message message, json::NodeId node, diag::Arguments args) {
    if (report_.total() >= diag::Report::default_limit) { // which is not kept: its place need not be found
        report_.add(message, {}, std::move(args));
        return;
    }
    if (!positions_) {
        positions_.emplace(tree_.input());
    }
    report_.add(message, json::where(tree_, node, *positions_), std::move(args));
}

std::string ElementWriter::kind_text(json::NodeId node) const {
    static constexpr std::string_view names[] = {"object {}", "array []", "string", "number",
                                                 "boolean",   "boolean",  "null"};
    return std::string(names[static_cast<std::size_t>(tree_[node].kind)]);
}

definitions::TypeId ElementWriter::type_of(json::NodeId resource) const {
    const json::NodeId name =
        tree_[resource].is_object() ? tree_.child(resource, resource_type_) : json::no_node;
    if (name == json::no_node || !tree_[name].is_string()) {
        return {};
    }
    const definitions::TypeId type = r4_.type(tree_.text(name));
    const bool is_resource =
        type && r4_.kind(type) == definitions::TypeKind::resource && !r4_[type].is_abstract;
    return is_resource ? type : definitions::TypeId{};
}

diag::Finding ElementWriter::no_resource(json::NodeId node) {
    const json::NodeId name = tree_[node].is_object() ? tree_.child(node, resource_type_) : json::no_node;
    return diag::finding(message::to_xml_no_resource, json::where(tree_, node),
                         {name == json::no_node ? kind_text(node) : std::string(tree_.text(name))});
}

void ElementWriter::line_break() {
    if (is_indented_) {
        out_.push_back('\n');
        out_.append(2 * depth_, ' ');
    }
}

void ElementWriter::open_tag(std::string_view name) {
    line_break();
    out_.push_back('<');
    out_.append(name);
}

// `empty`: the size of the text when the element held nothing yet.
void ElementWriter::end_tag(std::string_view name, std::size_t empty) {
    if (out_.size() == empty) {
        out_.back() = '/';
        out_.push_back('>');
    } else {
        line_break();
        out_.append("</", 2).append(name).push_back('>');
    }
}

void ElementWriter::resource(json::NodeId node, std::string_view space) {
    const definitions::TypeId type = type_of(node);
    if (!type) {
        report_.add(no_resource(node));
        return;
    }
    const std::string_view name = r4_.name(type);
    open_tag(name);
    if (!space.empty()) {
        out_.append(" xmlns=\"").append(space).push_back('"');
    }
    const std::size_t from = members_.size();
    collect(node, type, true);
    attributes(from);
    children(from, name);
}

void ElementWriter::collect(json::NodeId object, definitions::TypeId type, bool is_resource) {
    const std::size_t from = members_.size();
    for (const json::NodeId node : tree_.children(object)) {
        if (!is_resource || tree_[node].name != resource_type_) {
            collect_one(node, type, from);
        }
    }
    const auto order = [](const Member& member) { return member.element->order; };
    const auto begin = members_.begin() + static_cast<std::ptrdiff_t>(from);
    if (!std::ranges::is_sorted(begin, members_.end(), {}, order)) {
        std::ranges::stable_sort(begin, members_.end(), {}, order);
    }
}

void ElementWriter::collect_one(json::NodeId node, definitions::TypeId type, std::size_t from) {
    const json::NameId written = tree_[node].name;
    const json::NameId plain = written == json::no_name ? written : r4_.plain(written);
    const definitions::Element* const element = plain == json::no_name ? nullptr : r4_.find(type, plain);
    const bool is_extras = plain != written;
    if (element == nullptr || (is_extras && !element->is_primitive)) {
        say(message::to_xml_unknown_member, node, {tree_.key(node), r4_.name(type)});
        return;
    }
    for (std::size_t at = members_.size(); at > from; --at) { // its sibling stands near, and elements are few
        Member& other = members_[at - 1];
        if (other.element == element) {
            (is_extras ? other.extras : other.value) = node;
            return;
        }
    }
    members_.push_back(is_extras ? Member{element, json::no_node, node}
                                 : Member{element, node, json::no_node});
}

void ElementWriter::attributes(std::size_t from) {
    for (std::size_t at = from; at < members_.size(); ++at) {
        const Member& it = members_[at];
        if (!it.element->is_xml_attribute) {
            continue;
        }
        if (it.extras != json::no_node) {
            say(message::to_xml_unknown_member, it.extras,
                {tree_.key(it.extras), r4_.name(it.element->parent)});
        }
        if (it.value != json::no_node && is_scalar(*it.element, it.value)) {
            attribute(name(*it.element), it.value);
        }
    }
}

// Behind the start tag's name and attributes: what it holds, and its end.
void ElementWriter::children(std::size_t from, std::string_view name) {
    out_.push_back('>');
    const std::size_t empty = out_.size();
    const std::size_t end = members_.size();
    ++depth_;
    for (std::size_t at = from; at < end; ++at) {
        const Member it = members_[at]; // a copy: the vector grows below
        if (!it.element->is_xml_attribute) {
            member(it);
        }
    }
    --depth_;
    members_.resize(from);
    end_tag(name, empty);
}

void ElementWriter::member(const Member& member) {
    const bool has_array = (member.value != json::no_node && tree_[member.value].is_array()) ||
                           (member.extras != json::no_node && tree_[member.extras].is_array());
    if (has_array) {
        repeated(member);
        return;
    }
    if (member.element->is_array) {
        say(message::to_xml_array_expected, member.value == json::no_node ? member.extras : member.value,
            {name(*member.element)});
    }
    single(*member.element, member.value, member.extras);
}

void ElementWriter::check_arrays(const Member& member) {
    for (const json::NodeId node : {member.value, member.extras}) {
        if (node == json::no_node) {
            continue;
        }
        if (!member.element->is_array) {
            say(message::to_xml_array_unexpected, node, {name(*member.element)});
        } else if (!tree_[node].is_array()) {
            say(message::to_xml_array_expected, node, {name(*member.element)});
        }
        if (tree_[node].is_array() && tree_[node].count == 0) {
            say(message::to_xml_empty, node, {"[]"});
        }
    }
}

// Values and extras belong together by their index; null fills a gap.
void ElementWriter::repeated(const Member& member) {
    check_arrays(member);
    const auto first = [&](json::NodeId node) {
        return node == json::no_node || !tree_[node].is_array() ? node : tree_.first_child(node);
    };
    const auto next = [&](json::NodeId node) {
        return node == json::no_node || !tree_.is_element(node) ? json::no_node : tree_.next(node);
    };
    json::NodeId value = first(member.value);
    json::NodeId extras = first(member.extras);
    while (value != json::no_node || extras != json::no_node) {
        const bool fills_gap = value != json::no_node && extras != json::no_node &&
                               tree_[value].is_null() != tree_[extras].is_null();
        single(*member.element, fills_gap && tree_[value].is_null() ? json::no_node : value,
               fills_gap && tree_[extras].is_null() ? json::no_node : extras);
        value = next(value);
        extras = next(extras);
    }
}

void ElementWriter::single(const definitions::Element& element, json::NodeId value, json::NodeId extras) {
    for (const json::NodeId node : {value, extras}) {
        if (node != json::no_node && tree_[node].is_null()) {
            say(message::to_xml_null, node);
        }
    }
    value = value != json::no_node && tree_[value].is_null() ? json::no_node : value;
    extras = extras != json::no_node && tree_[extras].is_null() ? json::no_node : extras;
    if (value == json::no_node && extras == json::no_node) {
        return;
    }
    if (r4_.primitive(element.type) == Primitive::xhtml) {
        if (extras != json::no_node) {
            say(message::to_xml_unknown_member, extras, {tree_.key(extras), r4_.name(element.parent)});
        }
        narrative(element, value);
    } else if (element.is_primitive) {
        primitive(element, value, extras);
    } else {
        complex(element, value);
    }
}

// False if the value is no scalar of its type: it is left out, and that is reported.
bool ElementWriter::is_scalar(const definitions::Element& element, json::NodeId value) {
    const json::Node& it = tree_[value];
    const json::ValueKind expected = kind_of(r4_.primitive(element.type));
    if (it.is_container()) {
        say(message::to_xml_wrong_kind, value, {r4_.name(element.type), kind_text(value)});
        return false;
    }
    if (it.is_null()) {
        say(message::to_xml_null, value);
        return false;
    }
    if (alike(it) != expected) {
        say(message::to_xml_kind_lost, value, {r4_.name(element.type), kind_text(value)});
    }
    return true;
}

void ElementWriter::attribute(std::string_view name, json::NodeId value) {
    out_.append(" ", 1).append(name).append("=\"", 2);
    if (tree_[value].is_string()) {
        const ReplacedCharacters lost = append_attribute_of_any(out_, tree_.text(value));
        if (lost.any) {
            say(message::to_xml_unwritable_character, value, {text::code_point_name(lost.code)});
        }
    } else {
        out_.append(tree_.raw(value));
    }
    out_.push_back('"');
}

void ElementWriter::primitive(const definitions::Element& element, json::NodeId value, json::NodeId extras) {
    if (extras != json::no_node && !tree_[extras].is_object()) {
        say(message::to_xml_wrong_kind, extras, {"object {}", kind_text(extras)});
        extras = json::no_node;
    }
    if (value != json::no_node && !is_scalar(element, value)) {
        value = json::no_node;
    }
    if (value == json::no_node && extras == json::no_node) {
        return;
    }
    open_tag(name(element));
    const std::size_t from = members_.size();
    if (extras != json::no_node) {
        if (tree_[extras].count == 0) {
            say(message::to_xml_empty, extras, {"{}"});
        }
        collect(extras, element.type, false);
        attributes(from);
    }
    if (value != json::no_node) {
        attribute("value", value);
    }
    children(from, name(element));
}

void ElementWriter::complex(const definitions::Element& element, json::NodeId value) {
    if (!tree_[value].is_object()) {
        say(message::to_xml_wrong_kind, value, {r4_.name(element.type), kind_text(value)});
        return;
    }
    open_tag(name(element));
    if (r4_.kind(element.type) == definitions::TypeKind::resource) {
        out_.push_back('>');
        const std::size_t empty = out_.size();
        ++depth_;
        resource(value);
        --depth_;
        end_tag(name(element), empty);
        return;
    }
    if (tree_[value].count == 0) {
        say(message::to_xml_empty, value, {"{}"});
    }
    const std::size_t from = members_.size();
    collect(value, element.type, false);
    attributes(from);
    children(from, name(element));
}

void ElementWriter::narrative(const definitions::Element& element, json::NodeId value) {
    if (value == json::no_node) {
        return;
    }
    if (!tree_[value].is_string()) {
        say(message::to_xml_wrong_kind, value, {r4_.name(element.type), kind_text(value)});
        return;
    }
    line_break();
    const std::string_view div = trimmed(tree_.text(value));
    const auto error = malformed(div);
    if (!error) {
        out_.append(div);
        return;
    }
    say(error->message, value, error->args);
    if (error->message == message::narrative_namespace && error->args[1].empty()) {
        out_.append("<div xmlns=\"").append(xhtml_namespace).append("\"").append(div.substr(4));
        return;
    }
    say(message::to_xml_div_as_text, value);
    out_.append("<div xmlns=\"").append(xhtml_namespace).append("\">");
    const ReplacedCharacters lost = append_text_of_any(out_, tree_.text(value));
    if (lost.any) {
        say(message::to_xml_unwritable_character, value, {text::code_point_name(lost.code)});
    }
    out_.append("</div>");
}

} // namespace renkei::xml
