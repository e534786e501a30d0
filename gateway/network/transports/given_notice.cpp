#include "gateway/network/transports/given_notice.h"

#include "gateway/core/json/writer.h"
#include "gateway/fhir/resources/outcome.h"

namespace renkei::transports {

bool has_notice(const outbox::OutboundMessage& message) {
    return !message.instead_of.empty() || !message.replaced.empty();
}

std::string given_notice(const outbox::OutboundMessage& message, std::string_view name) {
    const bool is_as_it_came = !message.instead_of.empty();
    const diag::DeliveryReason why = is_as_it_came
                                         ? diag::given_as_it_came(message.instead_of)
                                         : diag::DeliveryReason(diag::ReasonCode::characters_replaced);
    std::string out;
    json::Writer writer(out);
    writer.start_object()
        .member("status", is_as_it_came ? std::string(given_as_it_came) : why.code())
        .member("document", message.version.document)
        .key("version")
        .number(message.version.number)
        .member("file", name)
        .member("media_type", message.media_type);
    if (is_as_it_came) {
        writer.member("instead_of", message.instead_of);
    }
    writer.member("text", why.text(diag::Language::japanese));
    if (!is_as_it_came) {
        writer.key("findings").raw(resources::to_json_array(message.replaced, diag::Language::japanese));
    }
    writer.end_object();
    return out + "\n";
}

std::string given_notice_name(std::string_view name) { return std::string(name) + ".notice.json"; }

} // namespace renkei::transports
