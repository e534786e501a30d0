// Reading: a resource, a version of it, all its versions, the document of a Composition.
#include "gateway/core/json/writer.h"
#include "gateway/core/time/instant.h"
#include "gateway/network/documents/part.h"
#include "gateway/network/documents/readable.h"
#include "gateway/network/mhd/search/candidate.h"
#include "gateway/network/mhd/search/person_finder.h"
#include "gateway/network/server/conditional.h"
#include "gateway/network/server/fhir/fhir_handlers.h"
#include "gateway/network/server/fhir/fhir_handlers_response.h"
#include "gateway/network/server/large_reads.h"
#include "gateway/network/server/parameters.h"
#include "gateway/network/server/request_audit.h"
#include "generated/messages/documents.h"
#include "generated/messages/mhd.h"
#include "generated/messages/server.h"

#include <fmt/format.h>

#include <algorithm>

namespace renkei::server {
namespace {

constexpr std::string_view bundle_type = "Bundle";

std::string tag_of(std::uint32_t version) { return fmt::format("W/\"{}\"", version); }

diag::Error not_there(const std::string& type, const std::string& id) {
    return diag::finding(message::resource_not_there, {}, {fmt::format("{}/{}", type, id)});
}

// What a path names, as the caller may see it.
struct Asked {
    std::string type;
    std::string text; // of the id
    mhd::LogicalId id;
};

Result<Asked> read_asked(const std::string& type, const std::string& id) {
    const std::optional<mhd::LogicalId> logical = mhd::parse_logical_id(id);
    if (!logical) {
        return tl::make_unexpected(not_there(type, id));
    }
    return Asked{type, id, *logical};
}

// All versions that the caller may see, oldest first.
Result<documents::Readable> versions_of(const store::Snapshot& snapshot, const Asked& asked,
                                        const access::Reader& reader, documents::PartMaker& parts) {
    TRY(documents::Readable out,
        documents::readable(snapshot, asked.id.document, reader, store::Titles::opened, &parts));
    if (out.versions.empty()) {
        return tl::make_unexpected(not_there(asked.type, asked.text));
    }
    return out;
}

// That number, or the newest (0).
Result<Version> version_of(const store::Snapshot& snapshot, const Asked& asked, std::uint32_t number,
                           const access::Reader& reader, documents::PartMaker& parts) {
    TRY(const documents::Readable seen, versions_of(snapshot, asked, reader, parts));
    const Version* const found = seen.find(number);
    if (found == nullptr) {
        return tl::make_unexpected(not_there(asked.type, fmt::format("{}/_history/{}", asked.text, number)));
    }
    return found->status == store::VersionStatus::withdrawn
               ? Result<Version>(diag::fail(message::version_gone, {}))
               : *found;
}

// The resource in that version, as JSON.
Result<std::string> resource_of(const store::Snapshot& snapshot, const Version& version, const Asked& asked,
                                const std::string& base, documents::PartMaker& parts) {
    TRY(std::unique_ptr<mhd::DocumentView> view, mhd::open_view(snapshot, version, &parts));
    if (asked.type == bundle_type && !asked.id.resource && view->count() > 0) {
        std::string out;
        view->write_bundle(out);
        return out;
    }
    mhd::OpenDocument document(std::move(view), base);
    const std::optional<mhd::Candidate> found = mhd::candidate(document, {asked.type, asked.id});
    if (!found) {
        return tl::make_unexpected(not_there(asked.type, asked.text));
    }
    return found->json();
}

struct Read {
    Version version;
    std::string json;
    std::string person; // for the audit
};

Result<Read> read_stored(ServerContext& gateway, const Request& request, const Asked& asked,
                         std::uint32_t number, ReadMemory& memory) {
    documents::PartMaker parts(gateway.workers().loaded());
    return read_large<Read>(gateway, memory, [&](const store::Snapshot& snapshot) -> Result<Read> {
        TRY(Version version, version_of(snapshot, asked, number, reader_of(gateway, request), parts));
        TRY(const std::uint64_t bytes, mhd::view_size(snapshot, version));
        if (!memory.covers(bytes)) {
            return Read{};
        }
        TRY(std::string json, resource_of(snapshot, version, asked, fhir_base(request), parts));
        TRY(std::string person, audited_person(snapshot, version.document, version.number));
        return Read{std::move(version), std::move(json), std::move(person)};
    });
}

AuditedResponse read_response(ServerContext& gateway, const Request& request, const std::string& type,
                              const std::string& id, std::uint32_t number) {
    AuditSubject subject{.version = number};
    const Result<Asked> asked = read_asked(type, id);
    ReadMemory memory(request);
    const auto heeded = [&]() -> Result<Read> {
        TRY_VOID(check_known_if_strict(gateway, request, read_parameters));
        TRY(const Asked those, asked);
        return read_stored(gateway, request, those, number, memory);
    };
    const Result<Read> found = heeded();
    if (asked) {
        subject.document = asked->id.document;
    }
    if (!found) {
        return {error_response(request, http_error_of(found.error())), std::move(subject)};
    }
    subject.version = found->version.number;
    subject.person = found->person;
    const std::string tag = tag_of(found->version.number);
    const bool is_part = found->version.part.has_value();
    Response out = !is_part && is_not_modified(request, tag)
                       ? Response{.status = 304}
                       : fhir_response(gateway, request, 200, found->json);
    if (is_part) { // what is in it depends on what its reader may see
        out.with("Cache-Control", "no-store");
    } else if (out.refusal == Refusal::none) {
        out.with("ETag", tag).with("Last-Modified", time::http_date(found->version.created));
    }
    out.memory = memory.take();
    return {std::move(out), std::move(subject)};
}

void write_history_entry(json::Writer& writer, const Version& version, const std::string& url,
                         std::string_view relative, const std::string& resource) {
    const bool is_removal = resource.empty();
    writer.start_object().member("fullUrl", url);
    if (!is_removal) {
        writer.key("resource").raw(resource);
    }
    writer.key("request")
        .start_object()
        .member("method", is_removal ? "DELETE" : "PUT")
        .member("url", relative)
        .end_object();
    writer.key("response")
        .start_object()
        .member("status", is_removal            ? "204"
                          : version.number == 1 ? "201"
                                                : "200");
    writer.member("etag", tag_of(version.number))
        .member("lastModified", time::instant(version.created))
        .end_object()
        .end_object();
}

// Which versions of a history: so many, older than one that an earlier page ended with.
struct HistoryPage {
    std::uint32_t before = 0; // 0: from the newest
    std::size_t count = page_of_history.usual;
};
constexpr std::string_view before_parameter = "_before";
constexpr std::string_view number_form = "1, 2, 3 …";

Result<HistoryPage> read_page(ServerContext& gateway, const Request& request) {
    TRY_VOID(check_known_if_strict(gateway, request, history_parameters));
    TRY_VOID(check_repeats(gateway, request, history_parameters));
    HistoryPage out;
    for (const auto& [name, value] : request.query) {
        if (name == count_name) {
            const std::optional<std::uint32_t> count = read_count(value, page_of_history);
            if (!count) {
                return diag::fail(message::parameter_wrong, {}, {name, value, form_of(page_of_history)});
            }
            out.count = *count;
        }
        if (name == before_parameter) {
            out.before = read_number(value);
            if (out.before == 0) {
                return diag::fail(message::parameter_wrong, {}, {name, value, std::string(number_form)});
            }
        }
    }
    return out;
}

// The link to a page with the number of versions that it has at most, which may be fewer than were asked for;
// what else was asked stays.
std::string link_to(const std::string& url, const Request& request, const HistoryPage& page) {
    std::string out = fmt::format("{}/_history?{}={}", url, count_name, page.count);
    if (page.before > 0) {
        out += fmt::format("&{}={}", before_parameter, page.before);
    }
    const std::string_view format = request.parameter("_format");
    return format.empty() ? out : fmt::format("{}&_format={}", out, percent_encoded(format));
}

void write_link(json::Writer& writer, std::string_view relation, const std::string& url) {
    writer.start_object().member("relation", relation).member("url", url).end_object();
}

// view_size() of the largest of the newest versions.
Result<std::uint64_t> largest_of(const store::Snapshot& snapshot, const std::vector<Version>& versions,
                                 std::size_t count) {
    std::uint64_t out = 0;
    for (auto version = versions.rbegin(); version != versions.rend() && count > 0; ++version, --count) {
        TRY(const std::uint64_t bytes, mhd::view_size(snapshot, *version));
        out = std::max(out, bytes);
    }
    return out;
}

// Versions may be large, so the count alone does not bound a response: ReadMemory::page does.
Result<std::string> history(const store::Snapshot& snapshot, const Request& request, const Asked& asked,
                            const access::Reader& reader, const HistoryPage& page, ReadMemory& memory,
                            documents::PartMaker& parts) {
    TRY(documents::Readable seen, versions_of(snapshot, asked, reader, parts));
    std::vector<Version>& versions = seen.versions;
    std::erase_if(versions, [&](const Version& version) { // a withdrawal says it of all before
        return version.status == store::VersionStatus::withdrawn &&
               std::ranges::find(seen.withdrawals, version.number) == seen.withdrawals.end();
    });
    if (versions.empty()) {
        return diag::fail(message::version_gone, {});
    }
    if (page.before > 0) {
        std::erase_if(versions, [&](const Version& version) { return version.number >= page.before; });
    }
    const std::string relative = fmt::format("{}/{}", asked.type, asked.text);
    const std::string url = fmt::format("{}/{}", fhir_base(request), relative);
    TRY(const std::uint64_t largest, largest_of(snapshot, versions, page.count));
    if (largest > ReadMemory::small && !memory.covers(largest + ReadMemory::page)) {
        return std::string();
    }
    std::string entries;
    json::Writer writer(entries);
    writer.start_array();
    std::size_t count = 0;
    auto version = versions.rbegin();
    // newest first
    for (; version != versions.rend() && count < page.count && entries.size() < ReadMemory::page; ++version) {
        if (entries.size() > ReadMemory::small && !memory.covers(largest + ReadMemory::page)) {
            return std::string();
        }
        std::string resource;
        if (version->status != store::VersionStatus::withdrawn) {
            Result<std::string> read = resource_of(snapshot, *version, asked, fhir_base(request), parts);
            if (!read && read.error().message == message::resource_not_there) {
                continue; // this version does not have it
            }
            TRY(resource, std::move(read));
        }
        write_history_entry(writer, *version, url, relative, resource);
        ++count;
    }
    writer.end_array();
    const bool is_whole = page.before == 0 && version == versions.rend();
    if (count == 0 && is_whole) {
        return tl::make_unexpected(not_there(asked.type, asked.text));
    }
    std::string out;
    json::Writer bundle(out);
    bundle.start_object().member("resourceType", "Bundle").member("type", "history");
    if (is_whole) { // else the total is unknown
        bundle.key("total").number(count);
    }
    bundle.key("link").start_array();
    write_link(bundle, "self", link_to(url, request, page));
    if (version != versions.rend()) {
        write_link(bundle, "next",
                   link_to(url, request, {.before = std::prev(version)->number, .count = page.count}));
    }
    bundle.end_array();
    if (count > 0) { // an empty array is no JSON of FHIR
        bundle.key("entry").raw(entries);
    }
    bundle.end_object();
    return out;
}

} // namespace

AuditedResponse read_resource(ServerContext& gateway, const Request& request, PathParameters parts) {
    return read_response(gateway, request, parts[0], parts[1], 0);
}

AuditedResponse read_version(ServerContext& gateway, const Request& request, PathParameters parts) {
    const std::uint32_t number = read_number(parts[2]);
    if (number == 0) {
        return error_response(request,
                              not_there(parts[0], fmt::format("{}/_history/{}", parts[1], parts[2])));
    }
    return read_response(gateway, request, parts[0], parts[1], number);
}

QueryParameters read_parameters(ServerContext&) { return answer_parameters(); }

QueryParameters history_parameters(ServerContext&) {
    QueryParameters out = answer_parameters();
    out.push_back(count_parameter(page_of_history));
    out.push_back(
        {.name = std::string(before_parameter), .expected = std::string(number_form), .is_number = true});
    return out;
}

AuditedResponse read_history(ServerContext& gateway, const Request& request, PathParameters parts) {
    const Result<Asked> asked = read_asked(parts[0], parts[1]);
    ReadMemory memory(request);
    documents::PartMaker maker(gateway.workers().loaded());
    const auto load = [&]() -> Result<std::string> {
        TRY(const HistoryPage page, read_page(gateway, request));
        TRY(const Asked those, asked);
        return read_large<std::string>(gateway, memory, [&](const store::Snapshot& snapshot) {
            return history(snapshot, request, those, reader_of(gateway, request), page, memory, maker);
        });
    };
    Result<std::string> found = load();
    Response out = found ? fhir_response(gateway, request, 200, *std::move(found))
                         : error_response(request, http_error_of(found.error()));
    out.memory = memory.take();
    return {std::move(out), {.document = asked ? asked->id.document : std::string()}};
}

// The document stands as it came: what the Composition leads to lies in it.
AuditedResponse read_document(ServerContext& gateway, const Request& request, PathParameters parts) {
    const std::optional<mhd::LogicalId> id = mhd::parse_logical_id(parts[0]);
    if (!id || id->resource != 0U) {
        return error_response(request, not_there("Composition", parts[0]));
    }
    return read_response(gateway, request, std::string(bundle_type), mhd::logical_id(id->document), 0);
}

} // namespace renkei::server
