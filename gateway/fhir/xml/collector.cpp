#include "gateway/fhir/xml/collector.h"

#include "gateway/fhir/xml/characters.h"
#include "generated/messages/conversion.h"
#include "generated/messages/xml.h"

#include <algorithm>
#include <bit>

namespace renkei::xml {
namespace {

constexpr std::string_view schema_instance = "http://www.w3.org/2001/XMLSchema-instance";

// Hints for tools, no content.
bool is_schema_hint(const xmlChar* name, const xmlChar* space) {
    return space != nullptr && view(space) == schema_instance &&
           (view(name) == "schemaLocation" || view(name) == "noNamespaceSchemaLocation");
}

// The first characters of a text, for a message.
std::string excerpt(std::string_view text) {
    constexpr std::size_t shown = 40;
    const std::size_t begin = std::min(text.size(), text.find_first_not_of(" \t\r\n"));
    std::size_t end = begin;
    while (end < text.size() && text[end] != '\n' && end - begin < shown) {
        end += std::max(1U, character_at(text, end).length);
    }
    return std::string(text.substr(begin, end - begin)) + (is_blank(text.substr(end)) ? "" : "…");
}

} // namespace

Collector::Collector(const definitions::R4Definitions& r4, Nodes& nodes, Sax& sax, ReaderOptions options)
    : r4_(r4),
      nodes_(nodes),
      sax_(sax),
      options_(options) {}

void Collector::clear() {
    open_.clear();
    narrative_.clear();
    narrative_node_ = no_node;
    value_name_ = nullptr;
}

std::string Collector::type_text(const Node& node) const {
    return std::string(node.type ? r4_.name(node.type) : name_of(node));
}

NodeId Collector::add(const xmlChar* name, NodeKind part, std::size_t begin) {
    const auto node = static_cast<NodeId>(nodes_.all.size());
    if (node >= options_.max_nodes) {
        sax_.stop(message::xml_too_many, begin, {std::to_string(options_.max_nodes)});
    }
    Node& it = nodes_.all.emplace_back();
    it.name = name;
    it.part = part;
    it.begin = static_cast<std::uint32_t>(begin);
    if (open_.empty()) {
        return node;
    }
    Open& parent = open_.back();
    it.parent = parent.node;
    (parent.last_child == no_node ? nodes_[parent.node].first_child : nodes_[parent.last_child].next) = node;
    parent.last_child = node;
    return node;
}

void Collector::push(NodeId node, const xmlChar* space, std::uint32_t levels) {
    const std::uint32_t depth = (open_.empty() ? 0 : open_.back().depth) + levels;
    if (depth > options_.max_depth) {
        sax_.stop(message::xml_too_deep, nodes_[node].begin, {std::to_string(options_.max_depth)});
    }
    open_.push_back({.node = node, .space = space, .depth = depth});
}

void Collector::start(const xmlChar* name, const xmlChar* space, const Attributes& attributes) {
    if (narrative_.is_open()) {
        narrative_.start(name, space, attributes);
    } else if (open_.empty()) {
        start_root(name, space, attributes);
    } else if (holds_resources(nodes_[open_.back().node])) {
        start_resource(name, space, attributes);
    } else {
        start_element(name, space, attributes);
    }
}

// A wrong namespace is reported once, where it begins.
void Collector::check_space(NodeId node, const xmlChar* space) {
    if (open_.empty() || open_.back().space != space) {
        expect_space(node, space, fhir_namespace);
    }
}

void Collector::expect_space(NodeId node, const xmlChar* space, std::string_view expected) {
    if (view(space) != expected) {
        nodes_.remark(message::xml_namespace, node, nodes_[node].begin,
                      {name_of(nodes_[node]), view(space), expected});
    }
}

void Collector::start_root(const xmlChar* name, const xmlChar* space, const Attributes& attributes) {
    const std::size_t begin = sax_.tag();
    const definitions::TypeId type = r4_.type(view(name));
    if (!type || r4_.kind(type) != definitions::TypeKind::resource || r4_[type].is_abstract) {
        sax_.stop(message::xml_not_fhir, begin, {view(name)});
        return;
    }
    const NodeId node = add(name, NodeKind::resource, begin);
    nodes_[node].type = type;
    check_space(node, space);
    push(node, space, 1);
    take_attributes(node, attributes);
}

// A second resource in one element is carried as if it had an element of its own.
void Collector::repeat_holder() {
    const Open open = open_.back();
    open_.pop_back();
    const Node holder = nodes_[open.node];
    const NodeId again = add(holder.name, NodeKind::element, holder.begin);
    nodes_[again].element = holder.element;
    nodes_[again].type = holder.type;
    open_.push_back({.node = again, .space = open.space, .depth = open.depth, .has_text = open.has_text});
}

void Collector::start_resource(const xmlChar* name, const xmlChar* space, const Attributes& attributes) {
    const NodeId holder = open_.back().node;
    const NodeId before = open_.back().last_child;
    const bool is_second = before != no_node && nodes_[before].part == NodeKind::resource;
    if (is_second) {
        repeat_holder();
    }
    const NodeId node = add(name, NodeKind::resource, sax_.tag());
    const definitions::TypeId type = r4_.type(view(name));
    if (type && r4_.kind(type) == definitions::TypeKind::resource && !r4_[type].is_abstract) {
        nodes_[node].type = type;
    } else {
        nodes_.remark(message::xml_unknown_resource, node, nodes_[node].begin, {view(name)});
    }
    if (is_second) {
        nodes_.remark(message::xml_resource_again, node, nodes_[node].begin,
                      {name_of(nodes_[holder]), view(name)});
    }
    check_space(node, space);
    push(node, space, 0);
    take_attributes(node, attributes);
}

void Collector::check_order(Open& parent, const definitions::Element& element, NodeId node) {
    if (parent.last != nullptr && element.order < parent.last->order) {
        nodes_[parent.node].is_mixed = true;
        nodes_.remark(message::xml_order, node, nodes_[node].begin,
                      {r4_.name(element), r4_.name(*parent.last)});
        return; // later elements are compared with the one that is farthest in the order
    }
    if (parent.last != nullptr && element.order == parent.last->order && &element != parent.last) {
        nodes_[parent.node].is_mixed = true; // two names of one choice
    }
    parent.last = &element;
}

const definitions::Element* Collector::find(definitions::TypeId type, const xmlChar* name) {
    constexpr unsigned bits = std::bit_width(std::tuple_size_v<decltype(found_)> - 1);
    const std::uint64_t key = reinterpret_cast<std::uintptr_t>(name) + (std::uint64_t{type.value} << 40U);
    Found& slot = found_[(key * 0x9E3779B97F4A7C15U) >> (64 - bits)];
    if (slot.name != name || slot.type != type || slot.dictionary != sax_.dictionary()) {
        slot = {name, r4_.find(type, r4_.names().find(view(name))), sax_.dictionary(), type};
    }
    return slot.element;
}

// nullptr if the element is not known, which is reported, or if it is below an unknown one.
const definitions::Element* Collector::known(Open& parent, const xmlChar* name, NodeId node) {
    const definitions::TypeId type = nodes_[parent.node].type;
    if (!type) {
        nodes_[parent.node].is_mixed = true;
        return nullptr;
    }
    const definitions::Element* const found = find(type, name);
    if (found == nullptr || found->is_xml_attribute) {
        nodes_[parent.node].is_mixed = true;
        nodes_.remark(message::xml_unknown_element, node, nodes_[node].begin,
                      {view(name), type_text(nodes_[parent.node])});
        return nullptr;
    }
    check_order(parent, *found, node);
    return found;
}

void Collector::start_element(const xmlChar* name, const xmlChar* space, const Attributes& attributes) {
    const NodeId node = add(name, NodeKind::element, sax_.tag());
    const definitions::Element* const element = known(open_.back(), name, node);
    nodes_[node].element = element;
    nodes_[node].type = element == nullptr ? definitions::TypeId{} : element->type;
    if (element != nullptr && r4_.primitive(element->type) == definitions::Primitive::xhtml) {
        start_narrative(node, space, attributes);
        return;
    }
    check_space(node, space);
    push(node, space, element == nullptr || element->is_array ? 2 : 1); // what is unknown may become an array
    take_attributes(node, attributes);
}

void Collector::start_narrative(NodeId node, const xmlChar* space, const Attributes& attributes) {
    expect_space(node, space, xhtml_namespace);
    nodes_[node].part = NodeKind::narrative;
    nodes_[node].has_value = true;
    narrative_.clear();
    narrative_.start(nodes_[node].name, space, attributes);
    narrative_node_ = node;
}

void Collector::take_attributes(NodeId node, const Attributes& attributes) {
    for (std::size_t at = 0; at < attributes.size(); ++at) {
        take_attribute(node, attributes.name(at), attributes.prefix(at), attributes.space(at),
                       attributes.value(at));
    }
}

void Collector::take_attribute(NodeId node, const xmlChar* name, const xmlChar* prefix, const xmlChar* space,
                               std::string_view value) {
    const auto there = sax_.in_input(value);
    const auto place =
        there ? static_cast<std::uint32_t>(there->data() - sax_.input().data()) : nodes_[node].begin;
    if (is_schema_hint(name, space)) {
        nodes_.drop(message::loss_schema_hint, place, excerpt(value));
        return;
    }
    const std::string_view kept = there ? *there : nodes_.texts.keep(with_ampersands(value, scratch_));
    Node& owner = nodes_[node];
    const bool may_have_value = owner.element != nullptr ? owner.element->is_primitive : !owner.type;
    if (value.empty()) {
        nodes_.remark(message::xml_empty_value, node, place, {view(name)});
    }
    if (value_name_ == nullptr && view(name) == "value") {
        value_name_ = name;
    }
    if (name == value_name_ && prefix == nullptr && may_have_value && owner.part == NodeKind::element) {
        owner.value = kept;
        owner.has_value = true;
        return;
    }
    const definitions::Element* element = owner.type && prefix == nullptr ? find(owner.type, name) : nullptr;
    if (element != nullptr && !element->is_xml_attribute) {
        element = nullptr;
    }
    if (element == nullptr) {
        owner.is_mixed = true;
        if (owner.type || prefix != nullptr) { // below an unknown element everything is unknown
            nodes_.remark(message::xml_unknown_attribute, node, place, {view(name), name_of(owner)});
        }
    }
    Node& child = nodes_[add(name, NodeKind::attribute, place)];
    child.element = element;
    child.value = kept;
    child.has_value = true;
}

void Collector::check_not_empty(const Open& open) {
    const Node& it = nodes_[open.node];
    if (it.has_value) {
        return;
    }
    if (holds_resources(it)) {
        if (it.first_child == no_node || nodes_[open.last_child].part != NodeKind::resource) {
            nodes_.remark(message::xml_resource_expected, open.node, it.begin, {name_of(it)});
        }
        return;
    }
    if (it.first_child == no_node && it.part == NodeKind::element && !open.has_text) {
        nodes_.remark(message::xml_empty_element, open.node, it.begin, {name_of(it)});
    }
}

void Collector::end() {
    if (!narrative_.is_open()) {
        check_not_empty(open_.back());
        open_.pop_back();
        return;
    }
    narrative_.end();
    if (!narrative_.is_open()) {
        nodes_[narrative_node_].value = nodes_.texts.keep(narrative_.written());
    }
}

void Collector::text(std::string_view text) {
    if (narrative_.is_open()) {
        narrative_.text(text);
        return;
    }
    if (open_.empty() || open_.back().has_text || is_blank(text)) {
        return;
    }
    open_.back().has_text = true;
    nodes_.remark(message::xml_text, open_.back().node, sax_.text_begin(text), {excerpt(text)});
}

// Where a comment or an instruction that the parser has just read begins.
std::size_t Collector::begin_of(std::string_view mark) const {
    const std::size_t found = sax_.input().substr(0, sax_.offset()).rfind(mark);
    return found == std::string_view::npos ? 0 : found;
}

void Collector::comment(std::string_view text) {
    if (narrative_.is_open()) {
        narrative_.comment(text);
    } else {
        nodes_.drop(message::loss_comment, begin_of("<!--"), excerpt(text));
    }
}

void Collector::instruction(std::string_view target, std::string_view text) {
    if (narrative_.is_open()) {
        narrative_.instruction(target, text);
    } else {
        nodes_.drop(message::loss_instruction, begin_of("<?"), excerpt(target));
    }
}

} // namespace renkei::xml
