#include "gateway/network/mhd/metadata/provenance.h"

#include "gateway/core/time/instant.h"
#include "gateway/network/mhd/metadata/examples.h"
#include "gateway/network/mhd/metadata/identifiers.h"
#include "gateway/network/mhd/metadata/logical_id.h"
#include "gateway/network/mhd/metadata/path.h"

#include <fmt/format.h>

#include <ranges>
#include <utility>
#include <vector>

namespace renkei::mhd {
namespace {

// What the Composition contains itself is not here, so its reference would lead nowhere.
std::string agent(const DocumentView& view, std::string_view type, NodeId party) {
    const std::string_view to = text_at(view.tree(), party, "reference");
    const std::string who = to.starts_with('#') ? ""
                            : to.empty()
                                ? json::text_of_node(view.tree(), party) // by identifier, or by name alone
                                : reference(view.relative(to, 0));
    return who.empty() ? "" : by_example("agent", {{"type", type}, {"who", who}});
}

} // namespace

std::string provenance(const DocumentView& view, const std::string& base) {
    const store::Version& version = view.version();
    std::vector<std::pair<std::string_view, NodeId>> parties;
    for (const NodeId author : nodes_at(view.tree(), view.composition(), "author")) {
        parties.emplace_back("author", author);
    }
    if (const NodeId custodian = node_at(view.tree(), view.composition(), "custodian");
        custodian != json::no_node) {
        parties.emplace_back("custodian", custodian);
    }
    const auto target = [&](std::size_t number) {
        return view.resource(number) == json::no_node
                   ? ""
                   : reference(fmt::format("{}/{}", view.type(number), logical_id(version.document, number)));
    };
    return by_example(
        "Provenance",
        {{"id", logical_id(version.document)},
         {"version", std::to_string(version.number)},
         {"recorded", time::instant(version.created)},
         {"targets", json::elements_of(std::views::iota(std::size_t{0}, view.count()), target)},
         {"agents",
          json::elements_of(parties, [&](const auto& each) { return agent(view, each.first, each.second); })},
         {"base", base},
         {"document", "DocumentReference/" + logical_id(version.document)},
         {"unique id", unique_id(version)},
         {"title", version.title}});
}

} // namespace renkei::mhd
