// ITI-68: the document itself, in any syntax that it can be shown in; for who asks for FHIR, as the resource
// Binary.
#include "gateway/core/base/base64.h"
#include "gateway/core/json/writer.h"
#include "gateway/core/text/words.h"
#include "gateway/network/documents/fetch.h"
#include "gateway/network/documents/part.h"
#include "gateway/network/documents/readable.h"
#include "gateway/network/mhd/metadata/logical_id.h"
#include "gateway/network/server/conditional.h"
#include "gateway/network/server/fhir/fhir_handlers.h"
#include "gateway/network/server/fhir/fhir_handlers_response.h"
#include "gateway/network/server/html_response.h"
#include "gateway/network/server/large_reads.h"
#include "gateway/network/server/parameters.h"
#include "gateway/network/server/request_audit.h"
#include "gateway/network/server/response_body.h"
#include "generated/messages/documents.h"
#include "generated/messages/mhd.h"

#include <fmt/format.h>

#include <algorithm>

namespace renkei::server {
namespace {

bool is_fhir(std::string_view media_type) {
    constexpr std::string_view fhir_types[] = {fhir_json, fhir_xml, "application/json+fhir",
                                               "application/xml+fhir"};
    return std::ranges::find(fhir_types, media_type.substr(0, media_type.find(';'))) != std::end(fhir_types);
}

// R4 binary.html#rest: who names a FHIR type gets the resource, anybody else the content. Of several types
// the one with the greatest weight counts. `others`: in which the content can be had.
bool wants_resource(std::string_view accept, const std::vector<documents::Representation>& others) {
    double fhir = 0;
    double other = 0;
    for (const documents::AcceptedRange& range : documents::read_accept(accept)) {
        fhir = is_fhir(range.type) ? std::max(fhir, range.quality / 1000.0) : fhir;
    }
    for (const documents::Representation& each : others) {
        const std::string_view type = std::string_view(each.media_type).substr(0, each.media_type.find(';'));
        other = is_fhir(type) ? other : std::max(other, weight_of(accept, type));
    }
    return fhir > 0 && fhir >= other;
}

constexpr std::uint64_t as_base64 = 2; // four bytes for three, and the text around them

// `is_resource`: it will be shown as a Binary, with the content as it came.
Result<documents::StoredBody> take_out(const documents::LoadedDefinitions& loaded,
                                       const store::Snapshot& snapshot, const Version& version,
                                       const std::string& accept, ReadMemory& memory, bool& is_resource) {
    const std::vector<documents::Representation> offered = documents::representations(loaded, version);
    is_resource = wants_resource(accept, offered);
    const std::optional<documents::Representation> chosen =
        documents::negotiate(is_resource ? std::string() : accept, offered);
    if (!chosen) {
        return diag::fail(message::not_acceptable, {}, {accept, offered_types(offered)});
    }
    TRY(const std::uint64_t bytes, documents::loaded_body_size(snapshot, version, *chosen));
    if (!memory.covers(!is_resource ? bytes : version.part ? as_base64 * bytes : as_base64 * version.size)) {
        return documents::StoredBody{};
    }
    return is_resource ? documents::load_body(snapshot, version, *chosen)
                       : documents::load_body_chunked(snapshot, version, *chosen);
}

Result<documents::StoredBody>
read_content(const ServerContext& gateway, const documents::LoadedDefinitions& loaded,
             const store::Snapshot& snapshot, const Request& request, const std::string& accept,
             AuditSubject& subject, ReadMemory& memory, bool& is_resource, documents::PartMaker& parts) {
    TRY(const documents::Readable seen,
        documents::readable(snapshot, subject.document, reader_of(gateway, request),
                            store::Titles::left_sealed, &parts));
    const Version* const found = seen.find(subject.version);
    if (found == nullptr) {
        return diag::fail(message::resource_not_there, {},
                          {fmt::format("Binary/{}", mhd::logical_id(subject.document))});
    }
    subject.version = found->number;
    TRY(subject.person, audited_person(snapshot, subject.document, subject.version));
    if (found->status == store::VersionStatus::withdrawn) {
        return diag::fail(message::version_gone, {});
    }
    return take_out(loaded, snapshot, *found, accept, memory, is_resource);
}

Response shown_content(const Request& request, documents::Rendered rendered, const store::Store& store) {
    Response out{.media_type = rendered.media_type, .outcome = "read"};
    const bool is_part = rendered.etag.empty();
    if (!is_part && is_not_modified(request, rendered.etag)) {
        out.status = 304;
    } else if (const Result<void> opened = set_body(out, rendered, store); !opened) {
        return error_response(request, http_error_of(opened.error()));
    }
    is_part ? out.with("Cache-Control", "no-store") : out.with("ETag", rendered.etag).with("Vary", "Accept");
    out.with("X-Content-Type-Options", "nosniff");
    if (rendered.is_page && out.status == 200) {
        add_policy(out, out.body);
    } else if (!rendered.is_page && rendered.media_type.starts_with("text/html")) {
        add_policy(out, {}); // of others: it may say of itself what it likes
    }
    return out;
}

// R4 binary.html. The tag is weak: JSON and XML share it.
Response shown_as_resource(ServerContext& gateway, const Request& request, const std::string& id,
                           std::uint32_t version, const documents::Rendered& rendered) {
    const std::string tag = fmt::format("W/\"{}-binary\"", version);
    const bool is_part = rendered.etag.empty();
    if (!is_part && is_not_modified(request, tag)) {
        Response out{.status = 304, .outcome = "read"};
        return out.with("ETag", tag).with("Vary", "Accept");
    }
    std::string json;
    json::Writer writer(json);
    writer.start_object().member("resourceType", "Binary").member("id", id);
    writer.key("meta").start_object().member("versionId", std::to_string(version)).end_object();
    writer.member("contentType", rendered.media_type)
        .member("data", base::to_base64(rendered.bytes))
        .end_object();
    Response out = fhir_response(gateway, request, 200, std::move(json));
    out.outcome = out.refusal == Refusal::none ? "read" : out.outcome;
    is_part ? out.with("Cache-Control", "no-store") : out.with("ETag", tag).with("Vary", "Accept");
    return out.with("X-Content-Type-Options", "nosniff");
}

// `number` 0: the newest.
AuditedResponse retrieve(ServerContext& gateway, const Request& request, const std::string& id,
                         std::uint32_t number) {
    const std::optional<mhd::LogicalId> logical = mhd::parse_logical_id(id);
    AuditSubject subject{.document = logical ? logical->document : std::string(), .version = number};
    if (!logical || logical->resource) {
        return {error_response(
                    request, diag::finding(message::resource_not_there, {}, {fmt::format("Binary/{}", id)})),
                std::move(subject)};
    }
    const std::shared_ptr<const documents::LoadedDefinitions> loaded = gateway.workers().loaded();
    const HttpResult<std::string> format = requested_format(request);
    if (!format) {
        return {error_response(request, format.error()), std::move(subject)};
    }
    const std::string accept = accepted_types(request, *format);
    ReadMemory memory(request);
    bool is_resource = false;
    documents::PartMaker parts(loaded);
    const auto rendered = [&]() -> Result<documents::Rendered> {
        TRY_VOID(check_known_if_strict(gateway, request, binary_parameters));
        TRY(documents::StoredBody kept,
            read_large<documents::StoredBody>(gateway, memory, [&](const store::Snapshot& snapshot) {
                return read_content(gateway, *loaded, snapshot, request, accept, subject, memory, is_resource,
                                    parts);
            }));
        return gateway.render(*loaded, std::move(kept), work_of(request).peer);
    };
    Result<documents::Rendered> found = rendered();
    Response out = !found        ? error_response(request, http_error_of(found.error()))
                   : is_resource ? shown_as_resource(gateway, request, mhd::logical_id(subject.document),
                                                     subject.version, *found)
                                 : shown_content(request, *std::move(found), gateway.store());
    out.memory = memory.take();
    return {std::move(out), std::move(subject)};
}

} // namespace

QueryParameters binary_parameters(ServerContext&) {
    QueryParameters out = answer_parameters();
    out.front() = content_format();
    return out;
}

AuditedResponse read_binary(ServerContext& gateway, const Request& request, PathParameters parts) {
    return retrieve(gateway, request, parts[0], 0);
}

AuditedResponse read_binary_version(ServerContext& gateway, const Request& request, PathParameters parts) {
    const std::uint32_t number = read_number(parts[1]);
    if (number == 0) {
        return error_response(request,
                              diag::finding(message::resource_not_there, {},
                                            {fmt::format("Binary/{}/_history/{}", parts[0], parts[1])}));
    }
    return retrieve(gateway, request, parts[0], number);
}

} // namespace renkei::server
