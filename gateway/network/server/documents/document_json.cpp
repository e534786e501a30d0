#include "gateway/network/server/documents/document_json.h"

#include "gateway/core/json/writer.h"
#include "gateway/core/time/instant.h"
#include "gateway/fhir/resources/answer_report.h"

#include <fmt/format.h>

namespace renkei::server {
namespace {

constexpr std::string_view outcomes[] = {"created", "updated", "unchanged",
                                         "withdrawn"}; // by DocumentOutcome

void write_version(json::Writer& out, const Request& request, const store::Version& version) {
    out.member("location", location_of(request, version))
        .member("id", version.document)
        .key("version")
        .number(version.number);
    out.member("form", version.form)
        .member("form_version", version.form_version)
        .member("status", store::to_text(version.status));
    if (!version.part) {
        out.key("type")
            .start_object()
            .member("system", version.type_system)
            .member("code", version.type_code)
            .end_object();
        out.member("title", version.title);
    }
    out.member("date", version.date).member("received", time::instant(version.created));
    if (version.part) {
        out.key("part").boolean(true);
        return;
    }
    out.member("media_type", version.media_type)
        .key("size")
        .number(version.size)
        .member("sha256", seal::to_hex(version.sha));
    if (version.is_damaged) {
        out.key("damaged").boolean(true);
    }
}

void write_versions(json::Writer& out, std::string_view name, const Request& request,
                    const std::vector<store::Version>& versions) {
    out.key(name).start_array();
    for (const store::Version& version : versions) {
        out.start_object();
        write_version(out, request, version);
        out.end_object();
    }
    out.end_array();
}

} // namespace

std::string_view to_text(documents::DocumentOutcome outcome) {
    return outcomes[static_cast<std::size_t>(outcome)];
}

std::string location_of(const Request& request, const store::Version& version) {
    return fmt::format("{}/documents/{}", request.base, version.document);
}

std::string receipt_json(const Request& request, const documents::Receipt& receipt) {
    std::string text;
    json::Writer out(text);
    out.start_object().key("documents").start_array();
    for (const documents::StoredDocument& taken : receipt.documents) {
        const store::Version& version = taken.version;
        out.start_object()
            .member("location", location_of(request, version))
            .member("id", version.document)
            .key("version")
            .number(version.number);
        out.key("part")
            .number(taken.part)
            .member("fate", to_text(taken.outcome))
            .member("form", version.form)
            .key("deliveries")
            .number(taken.deliveries);
        out.member("sha256", seal::to_hex(version.sha)).end_object();
    }
    out.end_array()
        .key("report")
        .raw(resources::answer_rows(receipt.report, language_of(request)))
        .end_object();
    return text;
}

std::string page_json(const Request& request, const Page& page) {
    std::string text;
    json::Writer out(text);
    out.start_object();
    write_versions(out, "documents", request, page.versions);
    out.key("page_size").number(page.size);
    if (!page.next.empty()) {
        out.member("next", page.next);
    }
    out.end_object();
    return text;
}

diag::Result<void> mark_damaged(const store::Snapshot& snapshot, std::vector<store::Version>& versions) {
    constexpr std::uint32_t most = 1000; // more are no single documents any more: the store is lost
    TRY(const std::vector<store::DamagedVersion> damaged, snapshot.damaged_versions(most));
    for (const store::DamagedVersion& each : damaged) {
        for (store::Version& version : versions) {
            version.is_damaged |= version.document == each.document && version.number == each.number;
        }
    }
    return {};
}

std::string versions_json(const Request& request, const std::vector<store::Version>& versions) {
    std::string text;
    json::Writer out(text);
    out.start_object();
    write_versions(out, "versions", request, versions);
    out.end_object();
    return text;
}

} // namespace renkei::server
