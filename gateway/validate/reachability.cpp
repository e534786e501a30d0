#include "gateway/validate/reachability.h"

#include "gateway/validate/bundle_links.h"

#include <algorithm>
#include <numeric>
#include <vector>

namespace renkei::validate {
namespace {

constexpr std::string_view approved_backward = "Provenance"; // R4 documents.html, 3.3.1

// Which entry leads to which others.
class Graph {
public:
    Graph(const Edges& edges, const EntryIndex& bundle)
        : onward_(bundle.entries().size())
        , backward_(bundle.entries().size()) {
        for (const Edges::Edge& edge : edges.all()) {
            onward_[edge.from].push_back(edge.to);
            backward_[edge.to].push_back(edge.from);
        }
    }

    // Marks what can be reached from an entry; returns what is new.
    std::vector<std::uint32_t> spread(std::uint32_t from, std::vector<bool>& reached) const {
        std::vector<std::uint32_t> out;
        if (!reached[from]) {
            reached[from] = true;
            out.push_back(from);
        }
        for (std::size_t at = 0; at < out.size(); ++at) {
            for (const std::uint32_t next : onward_[out[at]]) {
                if (!reached[next]) {
                    reached[next] = true;
                    out.push_back(next);
                }
            }
        }
        return out;
    }
    const std::vector<std::uint32_t>& referring_to(std::uint32_t entry) const { return backward_[entry]; }

private:
    std::vector<std::vector<std::uint32_t>> onward_;
    std::vector<std::vector<std::uint32_t>> backward_;
};

void append(std::vector<std::uint32_t>& all, const std::vector<std::uint32_t>& more) {
    all.insert(all.end(), more.begin(), more.end());
}

std::string name_of(const Entry& entry, std::uint32_t number) {
    return entry.full_url.empty() ? std::to_string(number) : std::string(entry.full_url);
}

} // namespace

bool must_hang_together(const EntryIndex& bundle) { return bundle.type() == "document" || bundle.type() == "message"; }

void check_reachability(Check& check, const EntryIndex& bundle, ReachabilityMessages messages) {
    const auto& entries = bundle.entries();
    const Graph graph(check.take_edges(bundle), bundle);
    std::vector<bool> reached(entries.size());
    std::vector<std::uint32_t> connected = graph.spread(0, reached);
    for (const json::NodeId link : check.document().list(bundle.bundle(), "link")) {
        const bool is_stylesheet = check.document().text(link, "relation") == "stylesheet";
        const std::uint32_t entry =
            is_stylesheet ? stylesheet_entry(bundle, check.document().text(link, "url")) : no_entry;
        if (entry != no_entry) {
            append(connected, graph.spread(entry, reached));
        }
    }
    for (std::size_t at = 0; at < connected.size(); ++at) {
        for (const std::uint32_t from : graph.referring_to(connected[at])) {
            if (reached[from]) {
                continue;
            }
            if (entries[from].type != approved_backward) {
                check.report(messages.backward, entries[from].node, {name_of(entries[from], from)});
            }
            append(connected, graph.spread(from, reached));
        }
    }
    for (std::uint32_t at = 0; at < entries.size(); ++at) {
        if (!reached[at] && entries[at].resource != json::no_node) {
            check.report(messages.orphan, entries[at].node, {name_of(entries[at], at)});
        }
    }
}

} // namespace renkei::validate
