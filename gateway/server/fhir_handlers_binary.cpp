// ITI-68: the document itself, in any syntax that it can be shown in.
#include "gateway/mhd/logical_id.h"
#include "gateway/server/fhir_handlers.h"
#include "gateway/server/fhir_handlers_answer.h"

#include <charconv>
#include <fmt/format.h>

namespace renkei::server {
namespace {

using diag::Message;
using diag::Result;
using store::Version;

struct ShortName {
    std::string_view name;
    std::string_view media_type;
};
constexpr ShortName short_names[] = {{"json", fhir_json}, {"xml", fhir_xml}, {"csv", "text/csv"}, {"html", "text/html"}};

// _format is an Accept that fits in a URL.
std::string accepted(const Request& request) {
    std::string format(request.parameter("_format"));
    if (format.empty()) {
        return std::string(request.header("Accept"));
    }
    for (const ShortName& each : short_names) {
        if (format == each.name) {
            return std::string(each.media_type);
        }
    }
    for (char& c : format) {
        c = c == ' ' ? '+' : c; // "application/fhir+json" in a query that was not escaped
    }
    return format;
}

std::string offered_types(const std::vector<documents::Representation>& offered) {
    std::string out;
    for (const documents::Representation& each : offered) {
        out += fmt::format("{}{}", out.empty() ? "" : ", ", each.media_type);
    }
    return out;
}

Result<documents::Rendered> rendered(documents::Desk& desk, const store::Snapshot& snapshot, const Version& version, const std::string& accept) {
    const std::vector<documents::Representation> offered = documents::representations(desk.knowledge(), version);
    const std::optional<documents::Representation> chosen = documents::negotiate(accept, offered);
    if (!chosen) {
        return diag::fail(Message::not_acceptable, {}, {accept, offered_types(offered)});
    }
    return documents::render(desk, snapshot, version, *chosen);
}

Result<documents::Rendered> read(documents::Desk& desk, const store::Snapshot& snapshot, const Request& request, const std::string& document, std::uint32_t number, audit::Event& event) {
    TRY(const std::optional<Version> version, number == 0 ? snapshot.newest(document) : snapshot.version(document, number));
    if (!version || documents::may_read(snapshot, *version, *request.caller.peer) != policy::Verdict::allowed) {
        return diag::fail(Message::resource_not_there, {}, {fmt::format("Binary/{}", mhd::logical_id(document))});
    }
    event.version = version->number;
    if (version->status == store::Status::withdrawn) {
        return diag::fail(Message::version_gone, {});
    }
    return rendered(desk, snapshot, *version, accepted(request));
}

Answer retrieve(Gateway& gateway, const Request& request, const std::string& id, std::uint32_t number) {
    audit::Event event = event_of(request, audit::Action::read, "ITI-68");
    const std::optional<mhd::LogicalId> logical = mhd::parse_logical_id(id);
    if (!logical || logical->resource) {
        const diag::Error error = diag::finding(Message::resource_not_there, {}, {fmt::format("Binary/{}", id)});
        return recorded(gateway, request, std::move(event), refuse(request, refused_by(error)));
    }
    event.document = logical->document;
    Or<documents::Desks::Loan> desk = borrow_desk(gateway);
    if (!desk) {
        return refuse(request, desk.error());
    }
    Result<documents::Rendered> found = gateway.store().read_value<documents::Rendered>(
        [&](const store::Snapshot& snapshot) { return read(**desk, snapshot, request, logical->document, number, event); });
    if (!found) {
        return recorded(gateway, request, std::move(event), refuse(request, refused_by(found.error())));
    }
    Answer out = is_known(request, found->etag) ? Answer{.status = 304} : Answer{.media_type = found->media_type, .body = std::move(found->bytes)};
    out.with("ETag", found->etag).with("Vary", "Accept");
    return recorded(gateway, request, std::move(event), std::move(out));
}

} // namespace

Answer read_binary(Gateway& gateway, const Request& request, Parts parts) { return retrieve(gateway, request, parts[0], 0); }

Answer read_binary_version(Gateway& gateway, const Request& request, Parts parts) {
    std::uint32_t number = 0;
    const auto [end, error] = std::from_chars(parts[1].data(), parts[1].data() + parts[1].size(), number);
    if (error != std::errc{} || end != parts[1].data() + parts[1].size() || number == 0) {
        return refuse(request, refused_by(diag::finding(Message::resource_not_there, {}, {fmt::format("Binary/{}/_history/{}", parts[0], parts[1])})));
    }
    return retrieve(gateway, request, parts[0], number);
}

} // namespace renkei::server
