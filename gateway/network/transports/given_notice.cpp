#include "gateway/network/transports/given_notice.h"

#include "gateway/core/json/writer.h"

namespace renkei::transports {

std::string given_notice(const outbox::OutboundMessage& message, std::string_view name) {
    std::string out;
    json::Writer(out)
        .start_object()
        .member("status", given_as_it_came)
        .member("document", message.version.document)
        .key("version")
        .number(message.version.number)
        .member("file", name)
        .member("media_type", message.media_type)
        .member("instead_of", message.instead_of)
        .member("text", diag::given_as_it_came(message.instead_of).text(diag::Language::japanese))
        .end_object();
    return out + "\n";
}

std::string given_notice_name(std::string_view name) { return std::string(name) + ".notice.json"; }

} // namespace renkei::transports
