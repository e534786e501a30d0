#include "gateway/fhir/xml/json_text.h"

#include "gateway/core/json/escape.h"
#include "gateway/core/json/number.h"
#include "generated/messages/xml.h"

#include <algorithm>
#include <unordered_map>

namespace renkei::xml {
namespace {

using definitions::Primitive;

enum class Literal : std::uint8_t { none, number, boolean };

Literal literal_of(Primitive primitive) {
    switch (primitive) {
    case Primitive::decimal:
    case Primitive::integer:
    case Primitive::positiveInt:
    case Primitive::unsignedInt: return Literal::number;
    case Primitive::boolean: return Literal::boolean;
    default: return Literal::none;
    }
}

bool is_written_as(Literal literal, std::string_view text) {
    return literal == Literal::number ? json::is_number(text) : text == "true" || text == "false";
}

NodeId resource_in(const Nodes& nodes, NodeId node) {
    NodeId at = nodes[node].first_child;
    while (at != no_node && nodes[at].part != NodeKind::resource) {
        at = nodes[at].next;
    }
    return at;
}

} // namespace

void JsonText::write() {
    room(input_size_); // the XML is longer, nearly always
    object(0);
    out_.resize(size());
}

void JsonText::room(std::size_t size) {
    if (static_cast<std::size_t>(end_ - at_) >= size) {
        return;
    }
    const std::size_t written = at_ == nullptr ? 0 : this->size();
    out_.resize(2 * written + size);
    at_ = out_.data() + written;
    end_ = out_.data() + out_.size();
}

void JsonText::origin(NodeId node) {
    origins_.push_back({static_cast<std::uint32_t>(size()), nodes_[node].begin});
}

void JsonText::escaped(std::string_view text) {
    for (std::size_t begin = 0; begin < text.size();) { // a long text needs no room for six times itself
        const std::string_view part = text.substr(begin, 4096);
        room(json::max_escaped(part.size()));
        at_ = json::write_escaped(at_, part);
        begin += part.size();
    }
}

void JsonText::string(std::string_view text) {
    put('"');
    escaped(text);
    put('"');
}

void JsonText::key(std::string_view prefix, NodeId node) {
    if (at_[-1] != '{') {
        put(',');
    }
    put('"');
    put(prefix);
    const Node& it = nodes_[node];
    if (it.element != nullptr) {
        put(r4_.name(*it.element)); // ASCII
    } else {
        escaped(name_of(it));
    }
    put("\":");
}

JsonText::Group JsonText::group_at(NodeId first) {
    Group group{.first = first,
                .behind = first,
                .count = 0,
                .is_array = false,
                .is_doubled = false,
                .is_primitive = false,
                .has_values = false,
                .has_extras = false};
    for (NodeId at = first; at != no_node && nodes_[at].name == nodes_[first].name; at = nodes_[at].next) {
        Node& it = nodes_[at];
        it.index = group.count++;
        group.is_primitive |= it.is_primitive();
        group.has_values |= it.has_value;
        group.has_extras |= it.first_child != no_node;
        group.behind = it.next;
    }
    const definitions::Element* const element = nodes_[first].element;
    group.is_doubled = group.count > 1 && element != nullptr && !element->is_array;
    group.is_array = group.count > 1 || (element != nullptr && element->is_array);
    if (group.is_array) {
        for (NodeId at = first; at != group.behind; at = nodes_[at].next) {
            nodes_[at].is_indexed = true;
            if (nodes_[at].index == 1 && group.is_doubled) {
                nodes_.remark(message::xml_twice, at, nodes_[at].begin, {name_of(nodes_[at])});
            }
        }
    }
    return group;
}

// Puts likes side by side, at the place of the first of them.
void JsonText::gather(NodeId parent) {
    struct Place {
        std::size_t rank; // of the first with this name
        NodeId node;
    };
    std::unordered_map<const unsigned char*, std::size_t> ranks;
    std::vector<Place> places;
    for (NodeId at = nodes_[parent].first_child; at != no_node; at = nodes_[at].next) {
        const std::size_t rank = ranks.try_emplace(nodes_[at].name, ranks.size()).first->second;
        places.push_back({rank, at});
    }
    std::ranges::stable_sort(places, {}, &Place::rank);
    NodeId* link = &nodes_[parent].first_child;
    for (const Place& place : places) {
        *link = place.node;
        link = &nodes_[place.node].next;
    }
    *link = no_node;
}

void JsonText::members(NodeId parent) {
    if (nodes_[parent].is_mixed) {
        gather(parent);
    }
    for (NodeId at = nodes_[parent].first_child; at != no_node;) {
        const Group group = group_at(at);
        member(group);
        at = group.behind;
    }
}

template <class Write>
void JsonText::each(const Group& group, Write write) {
    if (!group.is_array) {
        write(group.first);
        return;
    }
    if (group.is_doubled) {
        doubled_.push_back(static_cast<std::uint32_t>(size()));
    }
    put('[');
    for (NodeId at = group.first; at != group.behind; at = nodes_[at].next) {
        if (at != group.first) {
            put(',');
        }
        write(at);
    }
    put(']');
}

void JsonText::member(const Group& group) {
    if (!group.is_primitive) {
        key("", group.first);
        each(group, [&](NodeId node) {
            const NodeId resource = resource_in(nodes_, node); // an element that holds one is that resource
            object(resource == no_node ? node : resource);
        });
        return;
    }
    if (group.has_values) {
        key("", group.first);
        each(group, [&](NodeId node) { value(node); });
    }
    if (group.has_extras || !group.has_values) {
        key("_", group.first);
        each(group, [&](NodeId node) { extras(node); });
    }
}

void JsonText::object(NodeId node) {
    origin(node);
    put('{');
    if (nodes_[node].part == NodeKind::resource) {
        put("\"resourceType\":");
        string(name_of(nodes_[node]));
    }
    members(node);
    put('}');
}

void JsonText::value(NodeId node) {
    origin(node);
    const Node& it = nodes_[node];
    if (!it.has_value) {
        put("null");
        return;
    }
    const Literal literal =
        it.element == nullptr ? Literal::none : literal_of(r4_.primitive(it.element->type));
    if (literal == Literal::none) {
        string(it.value);
    } else if (is_written_as(literal, it.value)) {
        put(it.value);
    } else {
        if (!it.value.empty()) { // which was reported
            nodes_.remark(message::xml_not_literal, node, it.begin,
                          {it.value.substr(0, 100), r4_.name(it.element->type)});
        }
        string(it.value);
    }
}

void JsonText::extras(NodeId node) {
    if (nodes_[node].first_child == no_node && nodes_[node].has_value) {
        put("null");
    } else {
        object(node);
    }
}

} // namespace renkei::xml
