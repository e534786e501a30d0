// Whom the resources of a collection are about.
#include "gateway/forms/mapping/match/match_entries.h"

#include <fmt/format.h>

#include <utility>

namespace renkei::mapping {

// A collection is about one person, as its Patients and what its resources refer to say.
std::optional<NodeId> EntryMatcher::further_person() const {
    const auto entries = state_.index().entries();
    std::string known;
    for (std::uint32_t e = 0; e < entries.size() && plan().head().is_collection != 0; ++e) {
        const NodeId resource = entries[e].resource;
        NodeId place = resource;
        std::string person = entries[e].type == "Patient" ? std::to_string(resource) : "";
        for (const std::string_view element : {"subject", "patient"}) {
            const NodeId subject = person.empty() ? state_.child(resource, element) : json::no_node;
            if (subject != json::no_node) {
                place = subject;
                person = person_of(subject, e);
            }
        }
        known = known.empty() ? person : known;
        if (!person.empty() && person != known) {
            return place;
        }
    }
    return std::nullopt;
}

// The number of the Patient's node, or what the reference says where it leads to none.
std::string EntryMatcher::person_of(NodeId reference, std::uint32_t entry) const {
    const std::string_view url = state_.text_at(reference, EngineName::reference);
    if (const auto target = state_.index().find(url, entry)) {
        return std::to_string(target->resource);
    }
    const NodeId identifier = state_.child(reference, EngineName::identifier);
    const auto number = [&](NodeId of) {
        return std::pair(state_.text_at(of, EngineName::system), state_.text_at(of, EngineName::value));
    };
    for (const resources::BundleEntry& each : state_.index().entries()) {
        const NodeId own =
            each.type == "Patient" ? state_.child(each.resource, EngineName::identifier) : json::no_node;
        for (const NodeId one : tree().items(own)) {
            if (url.empty() && number(one) == number(identifier)) {
                return std::to_string(each.resource);
            }
        }
    }
    if (!url.empty()) {
        return std::string(url);
    }
    const auto [system, value] = number(identifier);
    return fmt::format("{}|{}", system,
                       value.empty() ? state_.text_at(reference, EngineName::display) : value);
}

} // namespace renkei::mapping
