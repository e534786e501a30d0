#include "gateway/forms/service/document_status.h"

#include "gateway/core/json/place.h"
#include "gateway/fhir/resources/bundle_index.h"
#include "generated/messages/service.h"

#include <algorithm>

namespace renkei::service {
namespace {

constexpr std::string_view withdrawn_status = "entered-in-error"; // R4 composition-status

} // namespace

diag::Result<void> check_holds(const RecordSource& source) {
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
