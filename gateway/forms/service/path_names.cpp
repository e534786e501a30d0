#include "gateway/forms/service/path_names.h"

#include "gateway/forms/catalogue/catalogue.h"

#include <algorithm>
#include <memory>
#include <set>
#include <string>

namespace renkei::service {
namespace {

using ItemNames = std::set<std::string, std::less<>>;

// "visits.vitals.temperature": a path has its steps.
ItemNames names_of_items(const catalogue::Catalogue& catalogue) {
    ItemNames out;
    for (const mapping::Plan& plan : catalogue.plans()) {
        for (const form::Item& item : plan.form().items()) {
            std::string_view id = plan.form().text(item.id);
            while (!id.empty()) {
                const std::size_t end = std::min(id.find('.'), id.size());
                out.emplace(id.substr(0, end));
                id.remove_prefix(std::min(end + 1, id.size()));
            }
        }
    }
    return out;
}

} // namespace

diag::IsName path_names(const definitions::R4Definitions& r4) {
    return [&r4](std::string_view name) { return r4.names().find(name) != json::no_name || r4.type(name); };
}

// R4's definitions are opened only for a name that no form knows.
diag::IsName path_names(Workspace& workspace) {
    const auto items = std::make_shared<const ItemNames>(names_of_items(workspace.catalogue()));
    return [&workspace, items](std::string_view name) {
        if (workspace.catalogue().names().find(name) != json::no_name || items->contains(name)) {
            return true;
        }
        const auto r4 = workspace.r4();
        return r4 && (*r4)->type(name);
    };
}

} // namespace renkei::service
