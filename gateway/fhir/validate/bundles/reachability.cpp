#include "gateway/fhir/validate/bundles/reachability.h"

#include "gateway/fhir/validate/bundles/bundle_links.h"

#include <numeric>
#include <span>
#include <vector>

namespace renkei::validate {
namespace {

constexpr std::string_view approved_backward = "Provenance"; // R4 documents.html, 3.3.1

// For each entry, the entries that edges join to it, in the order of the edges.
class Neighbours {
public:
    using End = std::uint32_t Edges::Edge::*;
    Neighbours(const std::vector<Edges::Edge>& edges, std::size_t entries, End of, End other)
        : ends_(entries + 1),
          others_(edges.size()) {
        for (const Edges::Edge& edge : edges) {
            ++ends_[edge.*of + 1];
        }
        // ends_ first holds where the neighbours of each entry begin and, after the loop, where they end
        std::partial_sum(ends_.begin(), ends_.end(), ends_.begin());
        for (const Edges::Edge& edge : edges) {
            others_[ends_[edge.*of]++] = edge.*other;
        }
    }

    std::span<const std::uint32_t> operator[](std::uint32_t entry) const {
        const std::uint32_t begin = entry == 0 ? 0 : ends_[entry - 1];
        return std::span(others_).subspan(begin, ends_[entry] - begin);
    }

private:
    std::vector<std::uint32_t> ends_;
    std::vector<std::uint32_t> others_;
};

// Which entry leads to which others.
class Graph {
public:
    Graph(const Edges& edges, std::size_t entries)
        : onward_(edges.all(), entries, &Edges::Edge::from, &Edges::Edge::to),
          backward_(edges.all(), entries, &Edges::Edge::to, &Edges::Edge::from) {}

    // Marks what can be reached from an entry; what is new comes behind the others.
    void spread(std::uint32_t from, std::vector<bool>& reached, std::vector<std::uint32_t>& all) const {
        std::size_t at = all.size();
        if (!reached[from]) {
            reached[from] = true;
            all.push_back(from);
        }
        for (; at < all.size(); ++at) {
            for (const std::uint32_t next : onward_[all[at]]) {
                if (!reached[next]) {
                    reached[next] = true;
                    all.push_back(next);
                }
            }
        }
    }
    std::span<const std::uint32_t> referring_to(std::uint32_t entry) const { return backward_[entry]; }

private:
    Neighbours onward_;
    Neighbours backward_;
};

std::string entry_name(const IndexedEntry& entry, std::uint32_t number) {
    return entry.full_url.empty() ? std::to_string(number) : std::string(entry.full_url);
}

} // namespace

bool must_hang_together(const EntryIndex& bundle) {
    return bundle.type() == "document" || bundle.type() == "message";
}

void check_reachability(ValidationRun& validation, const EntryIndex& bundle, ReachabilityMessages messages) {
    const auto& entries = bundle.entries();
    const Graph graph(validation.links().take_edges(bundle), entries.size());
    std::vector<bool> reached(entries.size());
    std::vector<std::uint32_t> connected;
    connected.reserve(entries.size());
    graph.spread(0, reached, connected);
    for (const NodeId link : validation.document().list(bundle.bundle(), "link")) {
        const bool is_stylesheet = validation.document().text(link, "relation") == "stylesheet";
        const std::uint32_t entry =
            is_stylesheet ? stylesheet_entry(bundle, validation.document().text(link, "url")) : no_entry;
        if (entry != no_entry) {
            graph.spread(entry, reached, connected);
        }
    }
    for (std::size_t at = 0; at < connected.size(); ++at) {
        for (const std::uint32_t from : graph.referring_to(connected[at])) {
            if (reached[from]) {
                continue;
            }
            if (entries[from].type != approved_backward) {
                validation.report(messages.backward, entries[from].node, {entry_name(entries[from], from)});
            }
            graph.spread(from, reached, connected);
        }
    }
    for (std::uint32_t at = 0; at < entries.size(); ++at) {
        if (!reached[at] && entries[at].resource != no_node) {
            validation.report(messages.orphan, entries[at].node, {entry_name(entries[at], at)});
        }
    }
}

} // namespace renkei::validate
