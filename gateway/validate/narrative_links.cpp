#include "gateway/validate/narrative_links.h"

#include "gateway/validate/narrative.h"

#include <algorithm>
#include <array>
#include <span>
#include <tuple>

namespace renkei::validate {
namespace {

using diag::Message;

constexpr std::string_view narrative_link = "http://hl7.org/fhir/StructureDefinition/narrativeLink";
// Schemes of names: they tell what is meant, not where it is.
constexpr std::array name_schemes{std::string_view("urn"), std::string_view("oid"), std::string_view("uuid")};

struct Place {
    std::string name;
    json::NodeId at;

    bool operator<(const Place& other) const { return std::tie(name, at) < std::tie(other.name, other.at); }
};

struct Link {
    NarrativeLink link;
    json::NodeId at;
};

class Links {
public:
    explicit Links(Check& check)
        : check_(check)
        , tree_(check.tree()) {}

    void run() {
        find_links();
        const bool into_the_document = std::ranges::any_of(links_, [](const Link& one) { return one.link.address.starts_with('#'); });
        if (into_the_document || !into_narratives_.empty()) {
            find_places();
        }
        for (const Link& one : links_) {
            if (one.link.address.starts_with('#')) {
                check_fragment(one);
            } else {
                check_scheme(one);
            }
        }
        for (const json::NodeId extension : into_narratives_) {
            check_link_into_narrative(extension);
        }
    }

private:
    void find_links() {
        const json::NameId div = tree_.names().find("div");
        const json::NameId url = tree_.names().find("url");
        const std::span<const json::Node> nodes = tree_.nodes();
        for (const json::Node& it : nodes) {
            if (it.name != div && it.name != url) { // as nearly all
                continue;
            }
            const auto node = static_cast<json::NodeId>(&it - nodes.data());
            if (is_string(node, div) && may_have_links(tree_.text(node))) {
                for (NarrativeLink& link : read_narrative(tree_.text(node)).links) {
                    links_.push_back({std::move(link), node});
                }
            } else if (is_string(node, url) && tree_.text(node) == narrative_link) {
                into_narratives_.push_back(tree_.parent(node));
            }
        }
    }

    // Only for a document with links that may lead to them.
    void find_places() {
        const json::NameId id = tree_.names().find("id");
        const json::NameId div = tree_.names().find("div");
        for (json::NodeId node = 0; node < tree_.size(); ++node) {
            if (is_string(node, id)) {
                places_.push_back({std::string(tree_.text(node)), node});
            } else if (is_string(node, div)) {
                for (std::string& place : read_narrative(tree_.text(node)).places) {
                    places_.push_back({std::move(place), node});
                }
            }
        }
        std::ranges::sort(places_, std::less());
    }

    bool is_string(json::NodeId node, json::NameId name) const { return tree_[node].name == name && name != json::no_name && tree_[node].is_string(); }

    // How many places inside of a node have the name.
    std::size_t count(json::NodeId inside, std::string_view name) const {
        const auto first = std::ranges::lower_bound(places_, Place{std::string(name), inside}, std::less());
        const auto last = std::ranges::lower_bound(places_, Place{std::string(name), tree_.after(inside)}, std::less());
        return static_cast<std::size_t>(last - first);
    }

    void check_fragment(const Link& one) {
        const std::string_view name = std::string_view(one.link.address).substr(1);
        if (name.empty()) {
            return; // the top
        }
        const Document& document = check_.document();
        std::size_t found = count(document.container_of(document.resource_of(one.at)), name);
        if (found == 0) {
            const EntryIndex* bundle = document.bundle_around(one.at);
            found = bundle == nullptr ? 0 : count(bundle->bundle(), name);
        }
        if (found == 0) {
            check_.report(Message::narrative_link_dangling, one.at, {one.link.address, one.link.path, one.link.label});
        } else if (found > 1) {
            check_.report(Message::narrative_link_unclear, one.at,
                          {one.link.address, one.link.path, one.link.label, std::to_string(found)});
        }
    }

    void check_scheme(const Link& one) {
        const std::string scheme = one.link.address.substr(0, one.link.address.find(':'));
        if (scheme.size() < one.link.address.size() && std::ranges::find(name_schemes, scheme) != name_schemes.end()) {
            check_.report(Message::narrative_link_scheme, one.at, {one.link.address, one.link.path, one.link.label});
        }
    }

    // From data to the text that tells of it: <address of the resource>#<id of the place>
    void check_link_into_narrative(json::NodeId extension) {
        const Document& document = check_.document();
        const json::NodeId uri = document.child(extension, "valueUri");
        const json::NodeId value = uri != json::no_node ? uri : document.child(extension, "valueUrl");
        if (value == json::no_node || !tree_[value].is_string()) {
            return;
        }
        const std::string_view address = tree_.text(value);
        const std::size_t hash = address.find('#');
        if (hash == std::string_view::npos) {
            return;
        }
        const std::string_view name = address.substr(hash + 1);
        const auto target = hash == 0 ? std::optional(Document::Target{document.resource_of(extension)})
                                      : document.resolve(extension, address.substr(0, hash));
        if (!target) {
            return; // outside of the document
        }
        const std::size_t found = count(target->resource, name);
        if (found == 0) {
            check_.report(Message::narrative_place_missing, value, {std::string(address), std::string(name)});
        } else if (found > 1) {
            check_.report(Message::narrative_place_unclear, value,
                          {std::string(address), std::string(name), std::to_string(found)});
        }
    }

    Check& check_;
    const json::Tree& tree_;
    std::vector<Place> places_; // sorted
    std::vector<Link> links_;
    std::vector<json::NodeId> into_narratives_;
};

} // namespace

void check_narrative_links(Check& check, json::NodeId resource) {
    if (resource == json::Tree::root) {
        Links(check).run();
    }
}

} // namespace renkei::validate
