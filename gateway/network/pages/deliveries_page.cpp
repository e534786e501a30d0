#include "gateway/network/pages/deliveries_page.h"

#include "gateway/forms/html/answers.h"
#include "gateway/forms/html/frame.h"
#include "gateway/forms/html/html.h"
#include "gateway/network/pages/frame.h"

#include <fmt/format.h>

#include <array>

namespace renkei::pages {
namespace {

using html::isolated;

// By DeliveryState.
constexpr std::array<std::string_view, 6> delivery_words{
    "配送待ち", "配送待ち", "受領", "届けられません（運用者に確認）", "取消", "受信箱で受取待ち"};
static_assert(delivery_words.size() == static_cast<std::size_t>(store::DeliveryState::mailbox) + 1);

std::string delivery_state_tag(const ShownDelivery& delivery) {
    const std::string_view word = delivery_words.at(static_cast<std::size_t>(delivery.state));
    const std::string tag = delivery.state == store::DeliveryState::delivered
                                ? fmt::format("<strong>{}</strong>", word)
                                : fmt::format("<span class=\"tag\">{}</span>", word);
    const std::string reason = delivery.reason.text(diag::Language::japanese);
    return tag + (delivery.delivered.empty() ? "" : "<br>" + html::date_html(delivery.delivered)) +
           (reason.empty() ? "" : "<br>" + escaped(reason));
}

std::string hash_of(const std::string& hex) {
    return hex.empty() ? std::string("<span class=\"o\">―</span>")
                       : fmt::format("<code>{}</code>", escaped(hex));
}

std::string delivery_rows(const std::vector<ShownDelivery>& deliveries) {
    html::TableRows rows;
    for (const ShownDelivery& each : deliveries) {
        const std::string numbers = escaped(fmt::format("{}", fmt::join(each.numbers, ", ")));
        rows.push_back({isolated(each.receiver) + (each.numbers.empty() ? "" : "<br>" + numbers),
                        fmt::format("{}{}", each.version, each.withdraws ? "（取下げの通知）" : ""),
                        delivery_state_tag(each), hash_of(each.sha256), hash_of(each.file_sha256)});
    }
    return html::table("宛先", {"宛先", "版", "状態", "文書のハッシュ値", "渡したファイルのハッシュ値"},
                       rows);
}

} // namespace

std::string deliveries_page(const std::vector<ShownDelivery>& deliveries, std::string_view document,
                            const html::PageHead& head) {
    const std::string out =
        html::begin_page({.title = "送達の状況", .sheet = document}, &head) +
        fmt::format(
            "<div class=\"head\">\n<h1>送達の状況：{}</h1>\n<p class=\"m\">送った文書が、どの宛先にいつ"
            "届いたかを示します。</p>\n</div>\n",
            isolated(document)) +
        html::views_html(&head);
    const std::string note =
        "<p "
        "class=\"s\">"
        "「受領」は、宛先が受信箱から取り出して受け取りを通知したか、宛先のサーバーが受け付けたか、"
        "宛先のフォルダーに置いたことを示します。宛先が内容を認めたことまでは示しません。</p>\n";
    return out +
           (deliveries.empty()
                ? std::string("<p>この文書の宛先は、このゲートウェイの接続先にありません。</p>\n")
                : delivery_rows(deliveries) + note) +
           html::end_page();
}

} // namespace renkei::pages
