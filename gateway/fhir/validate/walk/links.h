// Addresses that the walk met in the document: which entries of a bundle mean which others, and links within
// a resource.
#pragma once

#include "gateway/fhir/validate/walk/document.h"

#include <algorithm>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace renkei::validate {

// Which entries of a bundle hold an address that means which others; each once.
class Edges {
public:
    struct Edge {
        std::uint32_t from = no_entry;
        std::uint32_t to = no_entry;
    };
    // All of one entry come one after the other.
    void add(Edge edge) {
        last_from_.resize(std::max<std::size_t>(last_from_.size(), edge.to + 1), no_entry);
        if (std::exchange(last_from_[edge.to], edge.from) != edge.from) {
            all_.push_back(edge);
        }
    }
    const std::vector<Edge>& all() const { return all_; }

private:
    std::vector<Edge> all_;
    std::vector<std::uint32_t> last_from_; // by `to`
};

class DocumentLinks {
public:
    explicit DocumentLinks(const Document& document) : document_(document) {}

    // A link by "#id"; an empty id is "#", the container.
    struct Local {
        NodeId at;
        std::string id;
    };
    void add_local(NodeId at, std::string_view id) { local_.push_back({at, std::string(id)}); }
    // An address of something else: an edge in each bundle around it whose entries must be connected.
    void add(NodeId at, std::string_view address);

    // The links by "#id" in a resource that the walk has just left, in the order of the walk.
    std::span<const Local> local(NodeId resource) const;
    // The edges of a bundle whose entries must be connected. They can be taken once.
    Edges take_edges(const EntryIndex& bundle);

private:
    const Document& document_;
    std::unordered_map<NodeId, Edges> edges_; // by bundle
    std::vector<Local> local_;                // in the order of the walk
};

} // namespace renkei::validate
