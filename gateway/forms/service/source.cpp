#include "gateway/forms/service/source.h"

#include "gateway/core/json/place.h"
#include "gateway/fhir/resources/bundle_index.h"
#include "gateway/forms/catalogue/catalogue.h"
#include "gateway/forms/record/recognise/recognise.h"
#include "gateway/forms/service/fhir_text.h"
#include "generated/messages/forms.h"
#include "generated/messages/service.h"

#include <algorithm>

namespace renkei::service {
namespace {

// Is the content a FHIR resource in JSON?
bool is_resource(Workspace& workspace, std::string_view bytes) {
    json::Tree& tree = workspace.tree();
    return bytes.starts_with('{') && workspace.parse(bytes, tree) &&
           tree.child(json::Tree::root, "resourceType") != json::no_node;
}

} // namespace

std::unique_ptr<RecordSource> open_source(Workspace& workspace, const Input& input,
                                          const ReadSettings& settings, diag::Report& report) {
    const auto& plans = workspace.catalogue().plans();
    std::vector<const form::Form*> known;
    known.reserve(plans.size());
    for (const mapping::Plan& plan : plans) {
        known.push_back(&plan.form());
    }
    record::ReadOptions options{.read_mode = settings.read_mode,
                                .gaiji = settings.gaiji,
                                .encoding = input.encoding ? input.encoding : settings.encoding,
                                .file = input.name,
                                .name = {},
                                .part = {},
                                .today = settings.today};
    options.name = input.name == "-" ? settings.name : "";
    diag::Report unknown;
    const record::Recognised what = record::recognise(input.head(), known, settings.form, options, unknown);
    switch (what.content) {
    case record::FileContent::form: {
        const auto plan =
            std::ranges::find(plans, what.form, [](const mapping::Plan& each) { return &each.form(); });
        if (input.part) {
            options.part = {.offset = input.part->offset,
                            .lines = input.part->lines,
                            .first_version = input.part->is_first ? "" : what.version};
        }
        return form_source(*plan, *what.syntax, input, options);
    }
    case record::FileContent::bundle_json:
    case record::FileContent::bundle_xml: return bundle_source(workspace, input, settings);
    case record::FileContent::unknown: break;
    }
    if (input.part && !input.part->is_first) {
        return nullptr; // said of the first part
    }
    if (is_xml(input.bytes) && !unknown.has(diag::message::form_not_known)) {
        return bundle_source(workspace, input, settings); // which says what it is instead
    }
    if (is_resource(workspace, input.head())) {
        return bundle_source(workspace, input, settings); // which says so if no form is made of such
    }
    report.append(unknown);
    return nullptr;
}

diag::Result<void> check_holds(const RecordSource& source) {
    constexpr std::string_view withdrawn_status = "entered-in-error"; // R4 composition-status
    const json::Tree* const tree = source.tree();
    if (tree == nullptr) {
        return {};
    }
    const auto entries = source.index()->entries();
    const auto composition = std::ranges::find(entries, "Composition", &resources::BundleEntry::type);
    const json::NodeId status =
        composition == entries.end() ? json::no_node : tree->child(composition->resource, "status");
    if (status == json::no_node || !(*tree)[status].is_string() || tree->text(status) != withdrawn_status) {
        return {};
    }
    diag::Report in_bundle;
    in_bundle.add(diag::message::transfer_withdrawn, json::where(*tree, status),
                  {std::string(withdrawn_status)});
    diag::Report in_input;
    source.append_about_bundle(in_input, in_bundle);
    return tl::make_unexpected(in_input.findings().front());
}

} // namespace renkei::service
