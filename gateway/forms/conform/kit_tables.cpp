#include "gateway/forms/conform/kit_tables.h"

#include "gateway/forms/publish/form_tables.h"

#include <fmt/format.h>

namespace renkei::conform {

std::map<std::string, std::string> kit_tables(const catalogue::Catalogue& catalogue) {
    std::map<std::string, std::string> out;
    publish::Table forms{.name = "forms"};
    for (const mapping::Plan& plan : catalogue.plans()) {
        const form::Form& form = plan.form();
        if (form.is_foreign()) {
            continue; // others publish it
        }
        for (const publish::Table& table : publish::form_tables(plan)) {
            if (table.name == "form") {
                forms.columns = table.columns;
                forms.rows.insert(forms.rows.end(), table.rows.begin(), table.rows.end());
            } else {
                out[fmt::format("forms/{}-{}/{}.tsv", form.id(), form.version(), table.name)] =
                    publish::as_tsv(table);
            }
        }
    }
    out["forms/forms.tsv"] = publish::as_tsv(forms);
    return out;
}

} // namespace renkei::conform
