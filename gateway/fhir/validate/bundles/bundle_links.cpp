#include "gateway/fhir/validate/bundles/bundle_links.h"

#include "gateway/fhir/validate/elements/primitives.h"
#include "generated/messages/validate_bundle.h"

#include <algorithm>
#include <array>
#include <vector>

namespace renkei::validate {
namespace {

// From page to page of search results and histories.
constexpr std::array paging{std::string_view("first"), std::string_view("previous"), std::string_view("prev"),
                            std::string_view("next"), std::string_view("last")};
constexpr std::array paged{std::string_view("searchset"), std::string_view("history")};
constexpr std::string_view standard_stylesheet = "https://hl7.org/fhir/fhir.css";

template <class List>
bool has(const List& list, std::string_view text) {
    return std::ranges::find(list, text) != list.end();
}

void check_stylesheet(ValidationRun& validation, const EntryIndex& bundle, NodeId link) {
    const std::string_view url = validation.document().text(link, "url");
    const NodeId at = validation.document().child(link, "url");
    if (url.empty() || url == standard_stylesheet || stylesheet_entry(bundle, url) != no_entry) {
        return;
    }
    if (!is_absolute_uri(url)) {
        validation.report(message::bundle_stylesheet_not_found, at, {url});
        return;
    }
    validation.report(message::bundle_stylesheet_external, at, {url});
    if (url.starts_with("http:")) {
        validation.report(message::bundle_stylesheet_insecure, at, {url});
    }
}

} // namespace

std::uint32_t stylesheet_entry(const EntryIndex& bundle, std::string_view url) {
    // the bundle itself has no base, so a relative address is compared by type and id
    const auto found = is_absolute_uri(url) ? bundle.find(url, no_entry) : bundle.alike(url);
    return found.empty() ? no_entry : found[0].entry;
}

void check_bundle_links(ValidationRun& validation, const EntryIndex& bundle) {
    const Document& document = validation.document();
    std::vector<std::string_view> seen;
    for (const NodeId link : document.list(bundle.bundle(), "link")) {
        const std::string_view relation = document.text(link, "relation");
        const bool pages = has(paging, relation);
        if (pages && !has(paged, bundle.type())) {
            validation.report(message::bundle_link_prohibited, document.child(link, "relation"),
                              {relation, bundle.type()});
        } else if ((pages || relation == "self") && has(seen, relation)) {
            validation.report(message::bundle_link_twice, link, {relation});
        } else if (pages || relation == "self") {
            seen.push_back(relation);
        } else if (relation == "stylesheet" && bundle.type() == "document") {
            check_stylesheet(validation, bundle, link);
        }
    }
}

} // namespace renkei::validate
