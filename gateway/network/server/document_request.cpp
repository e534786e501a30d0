#include "gateway/network/server/document_request.h"

#include "gateway/core/text/content_disposition.h"
#include "gateway/core/text/words.h"
#include "gateway/network/documents/loaded_definitions.h"
#include "gateway/network/documents/media_type.h"
#include "gateway/network/mhd/provide/provided_metadata.h"
#include "gateway/network/server/parameters.h"
#include "generated/messages/documents.h"
#include "generated/messages/server.h"

#include <algorithm>
#include <utility>

namespace renkei::server {
namespace {

using text::trim;
using text::unquoted;

constexpr std::string_view form_parameter = "form";

diag::Result<std::string> checked_key(std::string_view field) {
    const std::string_view key = unquoted(trim(field));
    const bool is_plain = std::ranges::all_of(key, [](char c) { return c > 0x20 && c < 0x7F; });
    if (key.size() > max_idempotency_key || !is_plain) {
        return diag::fail(
            message::parameter_wrong, {},
            {"Idempotency-Key", std::string(key.substr(0, max_idempotency_key)), "1-255 ASCII"});
    }
    return std::string(key);
}

} // namespace

diag::Result<std::string> idempotency_key(const Request& request) {
    return checked_key(request.header("Idempotency-Key"));
}

diag::Result<std::vector<policy::Identifier>> requested_receivers(const Request& request) {
    std::vector<policy::Identifier> out;
    // one list, on however many lines (RFC 9110 §5.3)
    for (std::string_view rest : net::values_of(request.headers, policy::receiver_header)) {
        while (!rest.empty()) {
            const std::string_view part = trim(text::next_part(rest, ','));
            const std::optional<policy::Number> number = policy::parse_number(part);
            if (!number || out.size() == mhd::max_parties) {
                return diag::fail(
                    message::parameter_wrong, {},
                    {std::string(policy::receiver_header), std::string(part), policy::number_forms()});
            }
            out.push_back(policy::identifier_of(*number));
        }
    }
    return out;
}

std::string file_name_of(const Request& request) {
    const std::vector<std::string_view> fields = net::values_of(request.headers, "Content-Disposition");
    return fields.size() == 1 ? text::disposition_file_name(fields.front()) : std::string();
}

QueryParameters submission_parameters(ServerContext& gateway) {
    return {{std::string(form_parameter), gateway.workers().loaded()->catalogue->form_ids()}};
}

diag::Result<documents::Submission> submission_of(ServerContext& gateway, const Request& request) {
    TRY_VOID(check_repeats(gateway, request, submission_parameters));
    for (const auto& [name, value] : request.query) {
        if (name != form_parameter) {
            return diag::fail(message::search_parameter_unknown, {}, {name, std::string(form_parameter)});
        }
    }
    documents::MediaType type = documents::read_media_type(request.header("Content-Type"));
    TRY_VOID(documents::check_parameters(type));
    documents::Submission out{.bytes = request.body};
    out.media_type = std::move(type.type);
    out.charset = std::move(type.charset);
    out.file_name = file_name_of(request);
    out.form = request.parameter(form_parameter);
    out.lenient = prefers(request, "handling", "lenient");
    TRY(out.idempotency_key, idempotency_key(request));
    TRY(out.receivers, requested_receivers(request));
    return out;
}

diag::Result<documents::SubmissionBatch> batch_of(ServerContext& gateway, const Request& request,
                                                  std::span<const http::BodyPart> parts) {
    TRY(documents::Submission common, submission_of(gateway, request));
    documents::SubmissionBatch out{.idempotency_key = std::exchange(common.idempotency_key, {})};
    for (const http::BodyPart& part : parts) {
        documents::Submission each = common;
        documents::MediaType type = documents::read_media_type(part.media_type);
        TRY_VOID(documents::check_parameters(type));
        each.bytes = part.bytes;
        each.media_type = std::move(type.type);
        each.charset = std::move(type.charset);
        each.file_name = text::disposition_file_name(part.disposition);
        TRY(each.idempotency_key, checked_key(part.key));
        if (!each.idempotency_key.empty() &&
            std::ranges::find(out.submissions, each.idempotency_key,
                              &documents::Submission::idempotency_key) != out.submissions.end()) {
            return diag::fail(message::parameter_wrong, {},
                              {"Idempotency-Key", each.idempotency_key, "a key of its own for each part"});
        }
        out.submissions.push_back(std::move(each));
    }
    return out;
}

} // namespace renkei::server
