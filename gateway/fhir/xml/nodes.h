// What is in an XML document, flat and in its order: FHIR's elements and attributes, each with what the
// definitions know of it.
#pragma once

#include "gateway/core/base/arena.h"
#include "gateway/core/diag/finding.h"
#include "gateway/fhir/definitions/r4_definitions.h"
#include "gateway/fhir/xml/document.h"

#include <cstdint>
#include <string_view>
#include <vector>

namespace renkei::xml {

using NodeId = std::uint32_t;
constexpr NodeId no_node = 0xFFFFFFFF;

enum class NodeKind : std::uint8_t { element, attribute, resource, narrative };

struct Node {
    const definitions::Element* element = nullptr; // nullptr: a resource, or not known
    const unsigned char* name = nullptr;           // libxml2's: one pointer per name and document
    std::string_view value{};                      // in the input or in Nodes::texts
    std::uint32_t begin = 0;                       // in the input
    NodeId parent = no_node;
    NodeId next = no_node; // sibling
    NodeId first_child = no_node;
    std::uint32_t index = 0;    // among its likes; known once the JSON is written
    definitions::TypeId type{}; // of what it holds; none: not known
    NodeKind part = NodeKind::element;
    bool has_value = false;
    bool is_mixed = false;   // likes among its children may occur apart
    bool is_indexed = false; // one of an array

    bool is_primitive() const { return element != nullptr ? element->is_primitive : has_value; }
};

// A finding whose path is computed once every index is known.
struct NodeFinding {
    diag::Message message{};
    NodeId node = no_node;
    std::uint32_t offset = 0;
    std::vector<std::string> args{};
};

struct Nodes {
    std::vector<Node> all;
    base::Arena texts;
    std::vector<NodeFinding> remarks;
    std::vector<Dropped> dropped;
    std::vector<diag::Message> unplaced; // beyond the first of them only what they are: memory stays bounded

    static constexpr std::size_t max_remarks = diag::Report::default_limit;

    void clear() {
        all.clear();
        texts.reset();
        remarks.clear();
        dropped.clear();
        unplaced.clear();
    }
    void drop(diag::Message message, std::size_t offset, std::string text) {
        if (dropped.size() < max_remarks) {
            dropped.push_back({message, static_cast<std::uint32_t>(offset), std::move(text)});
        }
    }
    Node& operator[](NodeId node) { return all[node]; }
    const Node& operator[](NodeId node) const { return all[node]; }
    void remark(diag::Message message, NodeId node, std::size_t offset, diag::Arguments args) {
        if (remarks.size() < max_remarks) {
            remarks.push_back({message, node, static_cast<std::uint32_t>(offset), std::move(args.texts)});
        } else {
            unplaced.push_back(message);
        }
    }
};

// As it is called in JSON.
inline std::string_view name_of(const Node& node) { return reinterpret_cast<const char*>(node.name); }

// "Patient.name[0].given[1]"
std::string fhirpath(const Nodes& nodes, NodeId node);

// All remarks, in the order of the document.
void report(Nodes& nodes, std::string_view input, diag::Report& report);

} // namespace renkei::xml
