#include "gateway/forms/conform/kit/kit_sources.h"

#include "gateway/core/base/file.h"
#include "gateway/core/json/writer.h"
#include "gateway/forms/conform/kit/bundle_edits.h"
#include "gateway/forms/conform/kit/kit_record.h"
#include "gateway/forms/service/convert.h"
#include "gateway/forms/service/target.h"
#include "generated/messages/conform.h"
#include "generated/messages/forms.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace renkei::conform {
namespace {

bool wants_bundle(const yaml::Node& input) {
    return input.get("to") != nullptr || input.text_of("as", "form") == "bundle";
}

bool needs_making(const yaml::Node& input, const ConformCase& from) {
    return input.get("set") != nullptr || input.get("to") != nullptr || input.get("withdrawn") != nullptr ||
           (wants_bundle(input) && from.bundle.empty());
}

// The document carried over to the form or family that the input names.
diag::Result<std::string> carried_over(const KitSources& sources, service::Workspace& workspace,
                                       const ConformCase& from, const service::Input& document,
                                       std::string_view target) {
    TRY(const std::string bytes,
        only_document(service::convert(workspace, document,
                                       {.to = service::parse_target_spec(target),
                                        .values = {.set = {}, .defaults = sources.values()}}),
                      from));
    return json::pretty(bytes) + "\n";
}

} // namespace

KitSources::KitSources(const catalogue::Catalogue& catalogue, ConformKit kit, InputEdits edits,
                       WrittenScenarios scenarios, transfer::DefaultValues values)
    : catalogue_(&catalogue),
      kit_(std::move(kit)),
      edits_(std::move(edits)),
      scenarios_(std::move(scenarios)),
      values_(std::move(values)) {}

diag::Result<KitSources> KitSources::read(const catalogue::Catalogue& catalogue,
                                          const std::filesystem::path& folder) {
    TRY(ConformKit kit, read_kit(folder));
    TRY(InputEdits edits, InputEdits::read(folder / "edits.yaml"));
    TRY(WrittenScenarios scenarios, WrittenScenarios::read(folder / "scenarios"));
    TRY(transfer::DefaultValues values, transfer::read_default_values(folder / "scenarios" / "values.yaml"));
    return KitSources(catalogue, std::move(kit), std::move(edits), std::move(scenarios), std::move(values));
}

diag::Result<const ConformCase*> KitSources::case_of(const yaml::Node& node) const {
    const auto found = std::ranges::find(kit_.cases, node.text, &ConformCase::id);
    if (found == kit_.cases.end()) {
        return diag::fail(message::conform_kit_case, node.where(), {node.text});
    }
    return &*found;
}

diag::Result<const form::Form*> KitSources::form_of(const WrittenScenario& scenario) const {
    const mapping::Plan* const plan = catalogue_->find(scenario.form);
    if (plan == nullptr) {
        diag::Finding unknown = service::unknown_form(*catalogue_, scenario.form);
        unknown.where = scenario.node->get("form")->where();
        return tl::make_unexpected(std::move(unknown));
    }
    return &plan->form();
}

diag::Result<service::Input> KitSources::input_of(const ConformCase& about) const {
    diag::Result<std::string> bytes = bytes_of(about.input);
    if (!bytes) {
        return diag::fail(message::conform_kit_input, {.file = (kit_.folder / about.input).string()},
                          {about.id});
    }
    return service::Input{about.input, std::move(*bytes)};
}

diag::Result<std::string> KitSources::bytes_of(std::string_view name) const {
    const auto made = made_.find(std::string(name));
    return made == made_.end() ? base::read_file(kit_.folder / name)
                               : diag::Result<std::string>(made->second);
}

diag::Result<std::vector<ScenarioInput>> inputs_of(const KitSources& sources,
                                                   const WrittenScenario& scenario) {
    std::vector<ScenarioInput> out;
    if (const yaml::Node* const from = scenario.node->get("from");
        from != nullptr && scenario.kind == "refuse") {
        TRY(const ConformCase* const about, sources.case_of(*from));
        out.push_back({about->input, about, nullptr, false});
    }
    for (const yaml::Node& input : children_of(*scenario.node, "inputs")) {
        TRY(const yaml::Node* const from, required_child(input, "from"));
        TRY(const ConformCase* const about, sources.case_of(*from));
        const bool is_made = needs_making(input, *about);
        const std::string made_as = wants_bundle(input) ? "json" : about->syntax;
        const std::string& given = wants_bundle(input) ? about->bundle : about->input;
        out.push_back(
            {is_made ? fmt::format("scenarios/{}-{}.{}", scenario.id, out.size() + 1, made_as) : given, about,
             &input, is_made});
    }
    return out;
}

diag::Result<std::string> scenario_input(const KitSources& sources, service::Workspace& workspace,
                                         const ScenarioInput& input) {
    const yaml::Node& node = *input.node;
    TRY(service::Input document, sources.input_of(*input.from));
    TRY(KitRecord record, KitRecord::read(workspace, *input.from, std::move(document), node.get("set")));
    if (const yaml::Node* const target = node.get("to"); target != nullptr) {
        return carried_over(sources, workspace, *input.from, record.input(), target->text);
    }
    if (!wants_bundle(node)) {
        return record.file(input.from->syntax);
    }
    std::string bundle = record.bundle();
    if (node.get("withdrawn") != nullptr) {
        TRY(bundle, edited_bundle(bundle, edit_withdrawn, sources.catalogue()));
    }
    return json::pretty(bundle) + "\n";
}

} // namespace renkei::conform
