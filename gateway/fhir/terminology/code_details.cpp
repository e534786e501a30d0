// What a concept says beside code and display, and what is above and below it.
#include "gateway/core/json/member.h"
#include "gateway/core/json/parser.h"
#include "gateway/fhir/terminology/code_table.h"

#include <algorithm>

namespace renkei::terminology {
namespace {

// Calls read(tree, item) for each item of an array that lies in a text.
template <class Read>
void each_item(std::string_view input, TextRange slice, const Read& read) {
    if (slice.size == 0) {
        return;
    }
    json::Parser parser;
    json::Tree tree;
    if (!parser.parse(input.substr(slice.at, slice.size), tree)) {
        return;
    }
    for (const json::NodeId item : tree.children(json::Tree::root)) {
        read(tree, item);
    }
}

} // namespace

void CodeTable::own_designations(std::uint32_t row, std::vector<Designation>& out) const {
    each_item(input_, rows_[row].designations, [&](const json::Tree& tree, json::NodeId item) {
        out.push_back(
            {std::string(text_of(tree, item, "language")), std::string(text_of(tree, item, "value"))});
    });
}

void CodeTable::own_properties(std::uint32_t row, std::vector<Property>& out) const {
    each_item(input_, rows_[row].properties, [&](const json::Tree& tree, json::NodeId item) {
        for (const json::NodeId member : tree.children(item)) {
            if (!tree.key(member).starts_with("value")) {
                continue;
            }
            const bool is_coding = tree[member].is_object();
            out.push_back({std::string(text_of(tree, item, "code")),
                           std::string(is_coding ? text_of(tree, member, "code") : tree.text(member))});
        }
    });
}

std::vector<Designation> CodeTable::designations(std::uint32_t row) const {
    std::vector<Designation> out;
    own_designations(row, out);
    for (const CodeTable* supplement : supplements_) {
        const std::uint32_t there = supplement->find(rows_[row].code);
        if (there == no_row) {
            continue;
        }
        supplement->own_designations(there, out);
        const ConceptRow& added = supplement->rows_[there];
        if (!added.display.empty()) { // in the supplement's own language
            out.push_back({std::string(supplement->language_), std::string(added.display)});
        }
    }
    return out;
}

std::vector<Property> CodeTable::properties(std::uint32_t row) const {
    std::vector<Property> out;
    own_properties(row, out);
    for (const CodeTable* supplement : supplements_) {
        if (const std::uint32_t there = supplement->find(rows_[row].code); there != no_row) {
            supplement->own_properties(there, out);
        }
    }
    return out;
}

namespace {

using Edge = std::pair<std::uint32_t, std::uint32_t>;

auto edges_of(const std::vector<Edge>& edges, std::uint32_t row) {
    return std::ranges::equal_range(edges, row, {}, &Edge::first);
}

} // namespace

std::vector<std::uint32_t> CodeTable::parents(std::uint32_t row) const {
    std::vector<std::uint32_t> out;
    if (rows_[row].parent != no_row) {
        out.push_back(rows_[row].parent);
    }
    for (const Edge& edge : edges_of(up_, row)) {
        if (std::ranges::find(out, edge.second) == out.end()) {
            out.push_back(edge.second);
        }
    }
    return out;
}

std::vector<std::uint32_t> CodeTable::children(std::uint32_t row) const {
    std::vector<std::uint32_t> out;
    for (std::uint32_t child = row + 1; child < rows_[row].after; child = rows_[child].after) {
        out.push_back(child);
    }
    for (const Edge& edge : edges_of(down_, row)) {
        if (rows_[edge.second].parent != row) {
            out.push_back(edge.second);
        }
    }
    return out;
}

std::vector<bool> CodeTable::subtree(std::uint32_t row) const { return closure(row, down_, true); }
std::vector<bool> CodeTable::ancestors(std::uint32_t row) const { return closure(row, up_, false); }

std::vector<bool> CodeTable::closure(std::uint32_t row, const std::vector<Edge>& edges, bool down) const {
    std::vector<bool> seen(rows_.size(), false);
    std::vector<std::uint32_t> open{row};
    seen[row] = true;
    const auto visit = [&](std::uint32_t next) {
        if (next != no_row && !seen[next]) {
            seen[next] = true;
            open.push_back(next);
        }
    };
    while (!open.empty()) {
        const std::uint32_t at = open.back();
        open.pop_back();
        if (down) {
            for (std::uint32_t child = at + 1; child < rows_[at].after; child = rows_[child].after) {
                visit(child);
            }
        } else {
            visit(rows_[at].parent);
        }
        for (const Edge& edge : edges_of(edges, at)) {
            visit(edge.second);
        }
    }
    return seen;
}

} // namespace renkei::terminology
