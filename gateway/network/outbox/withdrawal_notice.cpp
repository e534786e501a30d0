#include "gateway/network/outbox/withdrawal_notice.h"

#include "gateway/core/json/writer.h"

namespace renkei::outbox {

std::string to_json(const WithdrawalNotice& notice) {
    std::string text;
    json::Writer out(text);
    out.start_object()
        .member("status", "withdrawn")
        .member("document", notice.document)
        .key("version")
        .number(notice.version);
    if (!notice.delivery.empty()) {
        out.member("delivery", notice.delivery);
    }
    if (!notice.deliveries.empty()) {
        out.key("deliveries").start_array();
        for (const std::string& each : notice.deliveries) {
            out.string(each);
        }
        out.end_array();
    }
    if (!notice.known_as.empty()) {
        out.member("known_as", notice.known_as);
    }
    out.end_object();
    return text + "\n";
}

std::string file_name_of(const WithdrawalNotice& notice) {
    const bool is_file = !notice.known_as.empty() && notice.known_as.find('/') == std::string::npos;
    return (is_file ? notice.known_as : notice.document) + ".withdrawn.json";
}

} // namespace renkei::outbox
