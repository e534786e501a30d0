#include "gateway/network/server/documents/document_views.h"

#include "gateway/network/documents/document_facts.h"
#include "gateway/network/documents/fetch.h"
#include "gateway/network/documents/loaded_definitions.h"
#include "gateway/network/mhd/metadata/path.h"
#include "gateway/network/server/documents/document_handlers.h"
#include "gateway/network/server/documents/document_json.h"
#include "gateway/network/server/html_response.h"

#include <fmt/format.h>

#include <algorithm>

namespace renkei::server {
namespace {

struct SavedAs {
    std::string_view type; // of media
    std::string_view format;
    std::string_view text;
};
constexpr SavedAs saved_types[] = {{"text/csv", "csv", "CSVで保存"},
                                   {"application/json", "application/json", "JSONで保存"},
                                   {"application/fhir+json", "json", "FHIRで保存"}};

} // namespace

std::string title_of_view(const documents::LoadedDefinitions& loaded, const mhd::DocumentView& view) {
    const mapping::Plan* const plan = documents::find_plan(loaded, view.version());
    return std::string(plan != nullptr ? plan->text(plan->form().about().title)
                                       : mhd::text_at(view.tree(), view.composition(), "title"));
}

std::vector<html::PageLink> document_views(const Request& request, const documents::LoadedDefinitions& loaded,
                                           const documents::Readable& seen, std::uint32_t shown, View here,
                                           bool has_person, const FoundSet& set) {
    std::vector<html::PageLink> out;
    const auto add = [&](bool is_there, const std::string& url, std::string text, bool is_here) {
        if (is_there) {
            out.push_back({.url = url, .text = std::move(text), .is_here = is_here});
        }
    };
    const auto is_there = [](const Version& each) { return each.status != store::VersionStatus::withdrawn; };
    const Version& newest = seen.versions.back();
    const bool is_content = here == View::content;
    const bool is_newest = shown == newest.number;
    const bool is_whole = is_there(newest) && !newest.part; // what is read in part has no other pages
    const bool is_set = set.name != SetName();
    const std::string url = location_of(request, newest);
    const auto version_url = [&](std::uint32_t number) { return fmt::format("{}/versions/{}", url, number); };
    const std::string own_url = is_newest ? url : version_url(shown);
    for (const ViewPtr& view : set.views) {
        add(is_set, location_of(request, view->version()), title_of_view(loaded, *view),
            is_content && view->version().document == newest.document);
    }
    add(!is_set && is_there(newest), url, is_newest ? "本文" : "最新の版", is_content && is_newest);
    add(is_set, url + "/set", "一式", here == View::set);
    add(!is_newest, own_url, fmt::format("第{}版", shown), true);
    std::uint32_t before = 0;
    for (const Version& each : seen.versions) {
        before = each.number < shown && is_there(each) ? each.number : before;
    }
    add(is_content && before > 0, version_url(before), fmt::format("前の版（第{}版）", before), false);
    add(is_whole && has_person, url + "/person", "本人の記録", here == View::person);
    add(is_whole && has_person && here == View::person, url + "/eligibility", "資格確認", false);
    add(is_whole && has_counterpart(newest.form), url + "/side-by-side", "並べる", here == View::beside);
    add(seen.is_of_sender && is_whole && has_course(loaded, newest), url + "/course", "提出の経過",
        here == View::course);
    const bool is_form = documents::find_plan(loaded, newest) != nullptr;
    add(seen.is_of_sender && is_content && is_whole && is_newest && is_form, url + "/correction",
        "訂正・取下げ", false);
    for (const service::PrefillPair& each : loaded.prefills) {
        const mapping::Plan* const to = each.from == newest.form ? loaded.catalogue->find(each.to) : nullptr;
        if (to != nullptr && is_content && !seen.is_of_case &&
            documents::may_send(to->form(), *request.caller.peer)) {
            add(is_whole && is_newest, url + "/begin/" + each.to,
                fmt::format("{}{}をつくる", each.from == each.to ? "次の" : "",
                            to->form().text(to->form().about().title)),
                false);
        }
    }
    add(seen.is_of_sender, url + "/deliveries", "送達の状況", here == View::deliveries);
    const auto offered = is_content && !seen.is_of_case
                             ? documents::representations(loaded, *seen.find(shown))
                             : std::vector<documents::Representation>();
    for (const SavedAs& each : saved_types) {
        if (std::ranges::any_of(offered, [&](const documents::Representation& as) {
                return as.media_type.starts_with(each.type);
            })) {
            out.push_back({.url = fmt::format("{}?_format={}", own_url, each.format),
                           .text = std::string(each.text),
                           .saves = true});
        }
    }
    return out;
}

Result<html::PageHead> head_beside(ServerContext& gateway, const Request& request,
                                   const store::Snapshot& snapshot, const std::string& document, View here,
                                   const FoundSet& set) {
    html::PageHead out = page_head(request, {document_link(request, document)});
    const auto loaded = gateway.workers().loaded();
    documents::PartMaker parts(loaded);
    TRY(const documents::Readable seen, documents::readable(snapshot, document, reader_of(gateway, request),
                                                            store::Titles::left_sealed, &parts));
    if (!seen.versions.empty()) {
        const std::uint32_t newest = seen.versions.back().number;
        TRY(const std::vector<store::Hash> persons, snapshot.persons(document, newest));
        out.views = document_views(request, *loaded, seen, newest, here, !persons.empty(), set);
    }
    return out;
}

} // namespace renkei::server
