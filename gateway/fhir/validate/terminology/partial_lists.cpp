#include "gateway/fhir/validate/terminology/partial_lists.h"

#include <fmt/format.h>

#include <algorithm>

namespace renkei::validate {

using json::no_node;
using json::NodeId;
namespace {

// What R4 itself ships is the earlier edition, whatever number the terminology has given the list since.
bool is_newer(std::string_view version, std::string_view than) {
    return version != "4.0.1" && packages::compare_versions(version, than) > 0;
}

bool is_list(const packages::PackageImage& image, const packages::ResourceRow& row) {
    return image.text(row.type) == "CodeSystem" && row.about.empty(); // no supplement
}

std::string_view fixed(const packages::Resource& profile, NodeId element, std::string_view type) {
    const std::string_view text = profile.text(element, fmt::format("fixed{}", type));
    return text.empty() ? profile.text(element, fmt::format("pattern{}", type)) : text;
}

} // namespace

PartialLists::Place PartialLists::find(const terminology::Coding& coding, std::string_view version) {
    Place out;
    for (const packages::PackageImage& image : library_->images()) {
        for (const packages::ResourceRow& row : image.with_url(coding.system)) {
            const std::string_view other = image.text(row.version);
            const terminology::Coding same{coding.system, other, coding.code, {}};
            if (is_list(image, row) && !other.empty() && other != version && coding.version.empty() &&
                (out.name.empty() || is_newer(other, version)) &&
                terminology_->in_code_system(same, {}).exists == definitions::Tristate::yes) {
                out = {fmt::format("{} {}", coding.system, other), !is_newer(other, version)};
            }
        }
    }
    if (out.name.empty()) {
        const std::scoped_lock lock(mutex_);
        const Codes& codes = fixed_codes(coding.system);
        if (const auto found = codes.find(coding.code); found != codes.end()) {
            out.name = found->second;
        }
    }
    return out;
}

// Of the profiles in the package of the list: an element .code whose sibling .system is of this system.
const PartialLists::Codes& PartialLists::fixed_codes(std::string_view system) {
    static const Codes none;
    if (const auto known = fixed_.find(system); known != fixed_.end()) {
        return known->second;
    }
    Codes out;
    std::string_view kept; // senders can invent systems without end
    library_->each("StructureDefinition", [&](const packages::PackageImage& image,
                                              const packages::ResourceRow& row) {
        const auto lists = image.with_url(system);
        const auto list = std::ranges::find_if(lists, [&](const auto& each) { return is_list(image, each); });
        if (list == lists.end()) {
            return;
        }
        kept = image.text(list->url);
        const std::string_view bytes = image.json(row).value_or(std::string_view());
        const packages::Resource* const profile =
            bytes.find(system) == std::string_view::npos ? nullptr : library_->read(image, row);
        const NodeId snapshot =
            profile == nullptr ? no_node : profile->tree.child(json::Tree::root, "snapshot");
        const NodeId elements = snapshot == no_node ? no_node : profile->tree.child(snapshot, "element");
        if (elements == no_node) {
            return;
        }
        std::map<std::string_view, bool> is_of_system; // by the id of the parent
        const auto each_of = [&](std::string_view member, const auto& use) {
            for (const NodeId element : profile->tree.children(elements)) {
                const std::string_view id = profile->text(element, "id");
                if (id.ends_with(member)) {
                    use(id.substr(0, id.size() - member.size()), element);
                }
            }
        };
        each_of(".system", [&](std::string_view parent, NodeId element) {
            is_of_system[parent] = fixed(*profile, element, "Uri") == system;
        });
        each_of(".code", [&](std::string_view parent, NodeId element) {
            const std::string_view code = fixed(*profile, element, "Code");
            if (!code.empty() && is_of_system[parent]) {
                out.emplace(code, profile->url);
            }
        });
    });
    return kept.empty() ? none : fixed_.emplace(kept, std::move(out)).first->second;
}

} // namespace renkei::validate
