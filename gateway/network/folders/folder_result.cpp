#include "gateway/network/folders/folder_result.h"

#include "gateway/core/json/writer.h"
#include "gateway/fhir/resources/answer_report.h"
#include "gateway/network/folders/folder_names.h"

namespace renkei::folders {
namespace {

constexpr std::string_view outcomes[] = {"created", "updated", "unchanged",
                                         "withdrawn"}; // by DocumentOutcome

} // namespace

std::string folder_result(std::string_view file_name, const documents::Receipt& receipt) {
    const bool is_taken = receipt.refusal == documents::Refusal::none;
    std::string text;
    json::Writer out(text);
    out.start_object()
        .member("file", readable_name(file_name))
        .member("outcome", is_taken ? "taken" : "refused")
        .key("documents")
        .start_array();
    for (const documents::StoredDocument& taken : receipt.documents) {
        const store::Version& version = taken.version;
        out.start_object().member("id", version.document).key("version").number(version.number);
        out.member("fate", outcomes[static_cast<std::size_t>(taken.outcome)])
            .key("deliveries")
            .number(taken.deliveries);
        out.member("sha256", seal::to_hex(version.sha)).end_object();
    }
    out.end_array()
        .key("report")
        .raw(resources::answer_rows(receipt.report, diag::Language::japanese))
        .end_object();
    return json::pretty(text);
}

} // namespace renkei::folders
