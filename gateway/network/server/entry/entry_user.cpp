#include "gateway/network/server/entry/entry_user.h"

#include "gateway/forms/entry/form_page.h"
#include "gateway/forms/html/boxes.h"
#include "gateway/forms/html/frame.h"
#include "gateway/forms/html/html.h"
#include "gateway/network/http/said_name.h"
#include "gateway/network/server/entry/form_entry.h"
#include "gateway/network/server/form_token.h"
#include "gateway/network/server/html_response.h"
#include "generated/messages/portal.h"

#include <fmt/format.h>

#include <array>

namespace renkei::server {
namespace {

constexpr std::string_view name_token = "said-name";
constexpr std::string_view said_field = "name";

} // namespace

std::optional<store::DraftOwner> entry_user(const ServerContext& gateway, const Request& request) {
    const policy::Caller& caller = request.caller;
    if (!caller.user && caller.said_name.empty()) {
        return std::nullopt;
    }
    const policy::User user = caller.user.value_or(policy::User());
    return store::DraftOwner{caller.peer->id,
                             seal::keyed_hash(gateway.search_key(), {"draft", caller.peer->id, user.issuer,
                                                                     user.subject, caller.said_name})};
}

std::string name_form(const ServerContext& gateway, const Request& request, const std::string& next,
                      std::string_view error) {
    if (request.caller.user) {
        return {};
    }
    const std::array box{html::Box{
        .name = std::string(said_field),
        .label = "あなたの氏名",
        .is_needed = true,
        .value = request.caller.said_name,
        .error = std::string(error),
        .hint = "記入した人として監査の記録に残ります。下書きは、同じ機関で同じ氏名を入力した人が開けます。"
                "共用の端末では、使う人が替わるたびに入力し直してください"}};
    return fmt::format(
        "<form class=\"entry\" method=\"post\" action=\"{}/forms\" novalidate>\n{}{}"
        "<div class=\"acts\"><button class=\"btn\" name=\"{}\" value=\"{}\">この氏名にする"
        "</button></div>\n</form>\n",
        html::escaped(request.base),
        html::hidden_fields({{std::string(entry_token), form_token(gateway, request, name_token, next)}}),
        html::boxes_html(box, error.empty() ? std::string_view() : said_field), entry::act_field, name_act);
}

Response name_page(const ServerContext& gateway, const Request& request, const std::string& next,
                   std::string_view error) {
    const html::PageHead head = page_head(request);
    return entry_response(
        html::begin_page({.title = error.empty() ? "氏名" : "エラー：氏名", .has_forms = true}, &head) +
            "<div class=\"head\">\n<h1>あなたの氏名を入力してください</h1>\n</div>\n" +
            name_form(gateway, request, next, error) + html::end_page(),
        error.empty() ? 200 : 422, "shown");
}

AuditedResponse take_name(const ServerContext& gateway, const Request& request, const Pairs& sent) {
    const std::optional<std::string> next =
        shown_by_form(gateway, request, name_token, form_field(sent, entry_token));
    if (!next) {
        return error_response(request,
                              diag::finding(message::own_form_expired, {}, {std::to_string(form_minutes)}));
    }
    const std::optional<std::string> name = http::read_said_name(form_field(sent, said_field));
    if (!name) {
        Response out = name_page(gateway, request, *next, "1 行で、40 字までで入力してください");
        out.refusal = Refusal::invalid;
        return out;
    }
    Response out{.status = 303, .outcome = "see-other"};
    out.with("Location", request.base + *next)
        .with("Set-Cookie", http::said_name_cookie(*name))
        .with("Cache-Control", "no-store");
    return {std::move(out), {.said_name = *name}};
}

} // namespace renkei::server
