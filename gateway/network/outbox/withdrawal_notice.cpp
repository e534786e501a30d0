#include "gateway/network/outbox/withdrawal_notice.h"

#include "gateway/core/json/writer.h"

namespace renkei::outbox {
namespace {

std::string_view to_text(NoticeKind kind) {
    return kind == NoticeKind::withdrawn ? "withdrawn" : "superseded";
}

void write_if_known(json::Writer& out, std::string_view name, std::string_view value) {
    if (!value.empty()) {
        out.member(name, value);
    }
}

} // namespace

std::string to_json(const WithdrawalNotice& notice) {
    std::string text;
    json::Writer out(text);
    out.start_object().member("status", to_text(notice.kind));
    write_if_known(out, "sender", notice.sender);
    out.member("document", notice.document).key("version").number(notice.version);
    write_if_known(out, "delivery", notice.delivery);
    if (!notice.deliveries.empty()) {
        out.key("deliveries").start_array();
        for (const std::string& each : notice.deliveries) {
            out.string(each);
        }
        out.end_array();
    }
    write_if_known(out, "known_as", notice.known_as);
    if (notice.delivered_version != 0) {
        out.key("delivered_version").number(notice.delivered_version);
    }
    write_if_known(out, "sha256", notice.sha256);
    out.end_object();
    return text + "\n";
}

std::string file_name_of(const WithdrawalNotice& notice) {
    const bool is_file = !notice.known_as.empty() && notice.known_as.find('/') == std::string::npos;
    return (is_file ? notice.known_as : notice.document) + "." + std::string(to_text(notice.kind)) + ".json";
}

} // namespace renkei::outbox
