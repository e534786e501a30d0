#include "gateway/network/server/response_body.h"

#include "gateway/network/documents/replaced_characters.h"
#include "gateway/network/server/retry.h"
#include "gateway/network/store/body_source.h"
#include "generated/messages/server.h"

#include <memory>
#include <utility>

namespace renkei::server {
namespace {

// The first chunk was read before; the others are read one by one.
struct Pieces {
    store::BodySource source;
    std::optional<std::string> first;
};

} // namespace

diag::Result<void> set_body(Response& response, documents::Rendered& rendered, const store::Store& store) {
    if (!rendered.chunks) {
        response.body = std::move(rendered.bytes);
        return {};
    }
    const auto pieces = std::make_shared<Pieces>(
        Pieces{store::BodySource(store, *std::move(rendered.chunks), rendered.size), std::nullopt});
    TRY(pieces->first, pieces->source.next());
    response.source = {.size = rendered.size, .next = [pieces]() -> diag::Result<std::optional<std::string>> {
                           if (pieces->first) {
                               return std::exchange(pieces->first, std::nullopt);
                           }
                           return pieces->source.next();
                       }};
    return {};
}

void add_replaced(Response& response, const diag::Report& written) {
    if (std::string replaced = documents::replaced_field_value(written); !replaced.empty()) {
        response.with(std::string(documents::replaced_field), std::move(replaced));
    }
}

std::string offered_types(const std::vector<documents::Representation>& offered) {
    std::string out;
    for (const documents::Representation& each : offered) {
        out += (out.empty() ? "" : ", ") + each.media_type;
    }
    return out;
}

ContentReading::ContentReading(ServerContext& gateway, const Request& request, AuditSubject subject,
                               Refusal when_busy, QueryParameters (*known)(ServerContext&))
    : gateway_(gateway),
      request_(request),
      loaded_(gateway.workers().loaded()),
      subject_(std::move(subject)),
      when_busy_(when_busy),
      known_(known) {}

AuditedResponse ContentReading::run() {
    diag::Result<Response> found = response();
    Response out = found ? *std::move(found) : retry_later(request_, Refusal::failed, found.error());
    out.memory = memory_.take();
    return {std::move(out), std::move(subject_)};
}

diag::Result<Response> ContentReading::response() {
    if (const diag::Result<void> known = check_known(gateway_, request_, known_); !known) {
        return error_response(request_, Refusal::bad_request, known.error());
    }
    TRY(Response found, read_large<Response>(gateway_, memory_, [this](const store::Snapshot& snapshot) {
            return look_up(snapshot);
        }));
    if (!kept_) {
        return found;
    }
    diag::Result<documents::Rendered> rendered =
        gateway_.render(*loaded_, *std::move(kept_), request_.caller.peer->id);
    if (!rendered) {
        return rendered.error().message == diag::message::server_busy
                   ? retry_later(request_, when_busy_, rendered.error())
                   : error_response(request_, Refusal::not_acceptable, rendered.error());
    }
    TRY(Response out, shown(*rendered));
    if (out.refusal == Refusal::none) {
        TRY_VOID(set_body(out, *rendered, gateway_.store()));
    }
    return out;
}

diag::Result<Response> ContentReading::take_out(const store::Snapshot& snapshot,
                                                const store::Version& version,
                                                const documents::Representation& as) {
    TRY(const std::uint64_t bytes, documents::loaded_body_size(snapshot, version, as));
    if (memory_.covers(bytes)) {
        TRY(kept_, documents::load_body_chunked(snapshot, version, as));
    }
    return Response{};
}

void ContentReading::show_page(html::PageHead head, std::optional<html::KnownPerson> person) {
    if (kept_) {
        kept_->head = std::move(head);
        kept_->person = std::move(person);
    }
}

} // namespace renkei::server
