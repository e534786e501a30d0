#include "gateway/network/mhd/metadata/document_people.h"

#include "gateway/network/mhd/metadata/canonicals.h"
#include "gateway/network/mhd/metadata/path.h"

#include <fmt/format.h>

#include <algorithm>

namespace renkei::mhd {
namespace {

constexpr std::string_view author_types[] = {"Practitioner", "Organization", "Patient", "RelatedPerson"};

} // namespace

DocumentPeople::DocumentPeople(const DocumentView& view) : view_(view) {
    if (view.composition() == json::no_node) {
        return;
    }
    for (const NodeId author : nodes_at(view.tree(), view.composition(), "author")) {
        add_author(text_at(view.tree(), author, "reference"));
    }
}

void DocumentPeople::add_author(std::string_view reference) {
    const std::optional<std::size_t> entry = entry_of(reference);
    if (!entry) {
        return;
    }
    if (view_.type(*entry) == "PractitionerRole") {
        roles_.push_back(view_.resource(*entry));
        add_author(text_at(view_.tree(), view_.resource(*entry), "practitioner.reference"));
        add_author(text_at(view_.tree(), view_.resource(*entry), "organization.reference"));
        return;
    }
    const bool is_known =
        std::ranges::any_of(authors_, [&](const DocumentAuthor& each) { return each.entry == *entry; });
    if (!is_known && std::ranges::find(author_types, view_.type(*entry)) != std::end(author_types)) {
        authors_.push_back({fmt::format("author{}", authors_.size() + 1), *entry});
    }
}

std::optional<std::size_t> DocumentPeople::entry_of(std::string_view reference) const {
    const auto target = reference.empty() ? std::nullopt : view_.find(reference, 0);
    return target && !target->contained ? std::optional<std::size_t>(target->entry) : std::nullopt;
}

std::vector<NodeId> DocumentPeople::known_identifiers(std::size_t entry) const {
    std::vector<NodeId> out = nodes_at(view_.tree(), view_.resource(entry), "identifier");
    std::erase_if(out, [&](NodeId each) { return text_at(view_.tree(), each, "value").empty(); });
    return out;
}

std::optional<std::size_t> DocumentPeople::custodian_entry() const {
    return entry_of(text_at(view_.tree(), view_.composition(), "custodian.reference"));
}

std::optional<policy::Identifier> DocumentPeople::sender() const {
    const std::optional<std::size_t> entry = custodian_entry();
    const std::vector<NodeId> known = entry ? known_identifiers(*entry) : std::vector<NodeId>{};
    if (!known.empty()) {
        return policy::Identifier{std::string(text_at(view_.tree(), known.front(), "system")),
                                  std::string(text_at(view_.tree(), known.front(), "value"))};
    }
    return view_.version().part
               ? std::nullopt
               : std::optional(policy::Identifier{std::string(own_base), view_.version().submitter});
}

std::vector<DocumentAuthor> DocumentPeople::sources() const {
    std::vector<DocumentAuthor> out;
    for (const bool wants_organization : {false, true}) {
        const auto found = std::ranges::find_if(authors_, [&](const DocumentAuthor& each) {
            return is_organization(each) == wants_organization;
        });
        if (found != authors_.end()) {
            out.push_back(*found);
        }
    }
    return out;
}

} // namespace renkei::mhd
