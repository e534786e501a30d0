#include "gateway/network/server/documents/document_views.h"

#include "gateway/network/documents/fetch.h"
#include "gateway/network/server/documents/document_handlers.h"
#include "gateway/network/server/documents/document_json.h"
#include "gateway/network/server/html_response.h"

#include <fmt/format.h>

#include <algorithm>

namespace renkei::server {
namespace {

using html::PageLink;

struct SavedAs {
    std::string_view type; // of media
    std::string_view format;
    std::string_view text;
};
constexpr SavedAs saved_types[] = {{"text/csv", "csv", "CSVで保存"},
                                   {"application/json", "application/json", "JSONで保存"},
                                   {"application/fhir+json", "json", "FHIRで保存"}};

bool is_still_there(const Version& version) { return version.status != store::VersionStatus::withdrawn; }

// A version that the caller may open, the last one before `number`.
const Version* version_before(const documents::Readable& seen, std::uint32_t number) {
    const Version* out = nullptr;
    for (const Version& each : seen.versions) {
        out = each.number < number && is_still_there(each) ? &each : out;
    }
    return out;
}

void add_files(const documents::LoadedDefinitions& loaded, const Version& version, const std::string& url,
               std::vector<PageLink>& out) {
    const std::vector<documents::Representation> offered = documents::representations(loaded, version);
    for (const SavedAs& each : saved_types) {
        if (std::ranges::any_of(offered, [&](const documents::Representation& as) {
                return as.media_type.substr(0, as.media_type.find(';')) == each.type;
            })) {
            out.push_back({.url = fmt::format("{}?_format={}", url, each.format),
                           .text = std::string(each.text),
                           .saves = true});
        }
    }
}

} // namespace

std::vector<PageLink> document_views(const documents::LoadedDefinitions& loaded, const Request& request,
                                     const ViewedDocument& document, View here, std::uint32_t shown) {
    const Version& newest = document.seen.versions.back();
    const std::string url = location_of(request, newest);
    const bool is_newest = shown == newest.number;
    const bool is_whole = is_still_there(newest) && !newest.part; // what is read in part has no other pages
    std::vector<PageLink> out = document.sheets;
    const auto add = [&](std::string_view path, std::string text, bool is_here) {
        out.push_back({.url = fmt::format("{}{}", url, path), .text = std::move(text), .is_here = is_here});
    };
    const auto path_of = [](std::uint32_t number) { return fmt::format("/versions/{}", number); };
    if (out.empty() && is_still_there(newest)) {
        add("", is_newest ? "本文" : "最新の版", is_newest && here == View::content);
    }
    if (!document.sheets.empty()) {
        add("/set", "一式", here == View::set);
    }
    if (!is_newest) {
        add(path_of(shown), fmt::format("第{}版", shown), true);
    }
    if (const Version* const earlier = version_before(document.seen, shown);
        here == View::content && earlier != nullptr) {
        add(path_of(earlier->number), fmt::format("前の版（第{}版）", earlier->number), false);
    }
    if (is_whole && document.has_person) {
        add("/person", "本人の記録", here == View::person);
    }
    if (is_whole && has_counterpart(newest.form)) {
        add("/side-by-side", "並べる", here == View::beside);
    }
    if (document.seen.is_of_sender) {
        add("/deliveries", "送達の状況", here == View::deliveries);
    }
    if (here == View::content) {
        add_files(loaded, *document.seen.find(shown), is_newest ? url : url + path_of(shown), out);
    }
    return out;
}

diag::Result<html::PageHead> head_beside(ServerContext& gateway, const Request& request,
                                         const store::Snapshot& snapshot, const std::string& document,
                                         View here) {
    html::PageHead out = page_head(request, {document_link(request, document)});
    const auto loaded = gateway.workers().loaded();
    documents::PartMaker parts(loaded);
    TRY(const documents::Readable seen, documents::readable(snapshot, document, reader_of(gateway, request),
                                                            store::Titles::left_sealed, &parts));
    if (!seen.versions.empty()) {
        const std::uint32_t newest = seen.versions.back().number;
        TRY(const std::vector<store::Hash> persons, snapshot.persons(document, newest));
        out.views =
            document_views(*loaded, request, {.seen = seen, .has_person = !persons.empty()}, here, newest);
    }
    return out;
}

} // namespace renkei::server
