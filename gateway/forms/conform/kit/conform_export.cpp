#include "gateway/forms/conform/kit/conform_export.h"

#include "gateway/core/base/file.h"
#include "gateway/forms/publish/archive_writer.h"
#include "gateway/forms/publish/form_tables.h"

#include <fmt/format.h>

#include <set>

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

diag::Result<std::string> export_kit(const ConformKit& kit, const std::vector<Scenario>& scenarios,
                                     const std::map<std::string, std::string>& tables,
                                     const publish::Package& profiles) {
    std::set<std::string> names{"README.md",    "manifest.json",    "scenarios.json",
                                "promises.tsv", "requirements.tsv", "peers.ndjson"};
    for (const ConformCase& each : kit.cases) {
        names.insert({each.input, each.record, each.bundle, each.loss});
    }
    for (const Scenario& each : scenarios) {
        names.insert(each.inputs.begin(), each.inputs.end());
    }
    names.erase(""); // files that a case does not have
    const std::string folder = fmt::format("renkei-kit-{}/", kit.version);
    publish::ArchiveFiles files;
    for (const std::string& name : names) {
        TRY(files[folder + name], base::read_file(kit.folder / name));
    }
    for (const auto& [name, text] : tables) {
        files[folder + name] = text;
    }
    TRY(files[fmt::format("{}profiles/{}-{}.tgz", folder, profiles.head.name, profiles.head.version)],
        profiles.archive());
    return publish::write_zip(files);
}

} // namespace renkei::conform
