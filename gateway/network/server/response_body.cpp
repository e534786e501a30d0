#include "gateway/network/server/response_body.h"

#include "gateway/network/documents/fetch.h"
#include "gateway/network/documents/replaced_characters.h"
#include "gateway/network/http/request.h"
#include "gateway/network/store/body_source.h"

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

diag::Result<void> set_body(http::Response& response, documents::Rendered& rendered,
                            const store::Store& store) {
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

void add_replaced(http::Response& response, const diag::Report& written) {
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

} // namespace renkei::server
