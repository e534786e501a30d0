#include "gateway/network/server/entry/form_entry.h"

#include "gateway/core/text/utf8.h"
#include "gateway/core/text/words.h"
#include "gateway/forms/html/frame.h"
#include "gateway/forms/html/html.h"
#include "gateway/forms/record/writer.h"
#include "gateway/network/documents/conversion_worker.h"
#include "gateway/network/pages/entry_page.h"
#include "gateway/network/server/entry/entry_user.h"
#include "gateway/network/server/fhir/fhir_handlers_response.h"
#include "gateway/network/server/form_token.h"
#include "gateway/network/server/html_response.h"
#include "gateway/network/server/parameters.h"
#include "gateway/network/store/rows/uuid7.h"
#include "gateway/network/store/rows/uuid_bytes.h"
#include "generated/messages/portal.h"

#include <fmt/format.h>

#include <algorithm>

namespace renkei::server {
namespace {

using entry::Fields;
using entry::FilledForm;
using html::escaped;

constexpr std::string_view entry_key = "key"; // of the document: sent twice, it is one
constexpr std::string_view entry_draft = "draft";
constexpr std::string_view entry_source = "source";

constexpr std::size_t longest_name = 300; // of a box
constexpr std::size_t shown_of_name = 100;

std::vector<std::uint32_t> version_of(std::string_view shown) {
    return shown.empty() ? std::vector<std::uint32_t>() : std::vector{version_shown(shown).second};
}

} // namespace

const form::Syntax& json_of(const form::Form& form) {
    return *std::ranges::find(form.syntaxes(), form::SyntaxKind::json, &form::Syntax::kind);
}

std::string shown_version(const Version& version) {
    return fmt::format("{}/{}", version.document, version.number);
}

std::pair<std::string, std::uint32_t> version_shown(std::string_view shown) {
    const std::string_view document = text::next_part(shown, '/');
    return {std::string(document), read_number(std::string(shown))};
}

std::string words_of(const diag::Finding& found) {
    return escaped(found.name + (found.name.empty() ? "" : "：") +
                   diag::sentence(found.message, found.args, diag::Language::japanese));
}

Response entry_response(std::string page, int status, std::string outcome) {
    Response out = html_response(std::move(page), std::move(outcome));
    out.status = status;
    return out.with("Cache-Control", "no-store");
}

FormEntry::FormEntry(ServerContext& gateway, const Request& request, const mapping::Plan& plan)
    : gateway_(gateway),
      request_(request),
      plan_(plan),
      form_(plan.form()),
      record_(plan.form()),
      filled_(plan.form(), record_) {
    page_.url = request.base + "/forms/" + std::string(form_.id());
    page_.to = fmt::format("作成：{}", request.caller.peer->name);
}

AuditedResponse FormEntry::take(Pairs sent) {
    const std::optional<ShownForm> form =
        shown_form(gateway_, request_, form_.id(), form_field(sent, entry_token));
    if (!form) {
        return error_response(request_,
                              diag::finding(message::own_form_expired, {}, {std::to_string(form_minutes)}));
    }
    const auto odd_name =
        std::ranges::find_if(sent, [](const auto& field) { return field.first.size() > longest_name; });
    if (odd_name != sent.end()) {
        return no_such_box(odd_name->first);
    }
    key_ = form_field(sent, entry_key);
    draft_ = form_field(sent, entry_draft);
    source_ = form_field(sent, entry_source);
    const bool has_key = store::uuid_bytes(key_).has_value();
    if (!has_key || !store::uuid_bytes(version_shown(draft_).first)) {
        return no_such_box(has_key ? entry_draft : entry_key);
    }
    act_ = form_field(sent, entry::act_field);
    replaces_ = form->shown;
    fields_ = std::move(sent);
    const bool is_change = act_ == entry::edit_act || act_.starts_with(entry::add_act);
    if (act_.starts_with(entry::drop_act)) {
        fields_ = entry::without_row(std::move(fields_), act_.substr(entry::drop_act.size()), reasons());
    } else if (act_.starts_with(entry::add_act)) {
        page_.added = act_.substr(entry::add_act.size());
    } else if (!is_change) {
        fields_ = entry::without_empty_rows(std::move(fields_), reasons());
    }
    if (const std::string odd = filled_.read(fields_, page_.added); !odd.empty()) {
        return no_such_box(odd);
    }
    const bool is_save = act_ == entry::save_act;
    if (form->is_old && !is_save) {
        page_.refusal =
            fmt::format("画面を開いてから {} 分を過ぎたため、送っていません。記入した内容は残っています。"
                        "もう一度確認してください",
                        form_minutes);
        return shown();
    }
    if (!is_save && act_ != entry::preview_act && act_ != entry::send_act) {
        return shown();
    }
    if (!entry_user(gateway_, request_)) { // the browser was closed meanwhile
        page_.refusal =
            "あなたの氏名が分かりません。別の画面で「帳票をつくる」を開いて氏名を入力し、この画面に"
            "戻ってもう一度押してください。記入した内容は残っています";
        return shown(Refusal::invalid);
    }
    return is_save ? save() : finish();
}

std::string FormEntry::other_ways(const std::string& document) const {
    const std::string url = escaped(document_link(request_, document).url);
    return fmt::format(
        "<section>\n<h2>この文書について</h2>\n<p><a href=\"{0}/copy\">別の相手に送る</a></p>\n"
        "<form method=\"post\" action=\"{0}/withdrawal\">{1}"
        "<label class=\"choice\"><input type=\"checkbox\" name=\"sure\" value=\"yes\" required>"
        "<span>この文書を取り下げる（受け取った側にも知らせます）</span></label>\n"
        "<button class=\"btn\">取り下げる</button></form>\n</section>\n",
        url,
        html::hidden_fields(
            {{std::string(entry_token), form_token(gateway_, request_, withdrawal_form, replaces_)}}));
}

std::string FormEntry::reasons() const {
    return form_.about().absent_list == form::none ? std::string() : entry::reasons_name(form_);
}

Response FormEntry::no_such_box(std::string_view name) const {
    return error_response(request_, diag::finding(message::entry_box_unknown, {},
                                                  {std::string(text::head_of(name, shown_of_name))}));
}

html::HiddenFields FormEntry::hidden() const {
    return {{std::string(entry_token), form_token(gateway_, request_, form_.id(), replaces_)},
            {std::string(entry_key), key_},
            {std::string(entry_draft), draft_},
            {std::string(entry_source), source_}};
}

html::PageHead FormEntry::head() const {
    return page_head(request_, {{request_.base + "/forms", "帳票をつくる"}});
}

Response FormEntry::shown(Refusal refusal) {
    filled_.add_first_rows();
    page_.hidden = hidden();
    if (!source_.empty()) {
        page_.below += fmt::format("<section>\n<h2>元の文書</h2>\n<p><a href=\"{}\" target=\"_blank\" "
                                   "rel=\"noopener\">別の画面で開く</a></p>\n</section>\n",
                                   escaped(document_link(request_, version_shown(source_).first).url));
    }
    page_.below += replaces_.empty() ? std::string() : other_ways(version_shown(replaces_).first);
    page_.below += version_shown(draft_).second > 0 ? drop_form() : std::string();
    const bool is_refused = refusal != Refusal::none;
    const resources::RefusalRow& row = resources::row(refusal);
    Response out =
        entry_response(entry::form_page(plan_, filled_, page_, head()), is_refused ? row.status : 200,
                       is_refused ? std::string(row.name) : "shown");
    out.refusal = refusal;
    return out;
}

AuditedResponse FormEntry::finish() {
    const Result<std::optional<store::Draft>> other = saved_elsewhere();
    if (!other) {
        return failed(error_response(request_, other.error()));
    }
    if (*other) {
        return tell_both(**other);
    }
    auto leased = lease_worker(gateway_, request_);
    if (!leased) {
        return failed(error_response(request_, leased.error()));
    }
    documents::WorkerPool::Lease worker = *std::move(leased);
    filled_.check(worker->converter().rules(plan_, &json_of(form_)));
    if (filled_.has_errors()) {
        return shown(Refusal::invalid);
    }
    if (act_ == entry::preview_act) {
        page_.hidden = hidden();
        return entry_response(entry::preview_page(plan_, filled_, page_, head()), 200, "shown");
    }
    std::string document;
    diag::Report report;
    worker->converter().writer(form_, json_of(form_), {}).write(record_, document, report);
    if (!report.empty()) { // content beside the items that no page of ours holds
        return no_such_box(report.findings().begin()->item);
    }
    documents::Submission submission{.bytes = document,
                                     .media_type = "application/json",
                                     .form = std::string(form_.id()),
                                     .replaces = version_shown(replaces_).first,
                                     .replaces_only = version_of(replaces_),
                                     .idempotency_key = key_};
    const documents::Receipt receipt =
        gateway_.intake().submit(std::move(worker), submission, request_.caller);
    if (receipt.refusal == Refusal::none && version_shown(draft_).second > 0) {
        drop_draft();
    }
    return audited(receipt, receipt.refusal == Refusal::none ? done(receipt) : refused(receipt))
        .as({audit::Action::create, "create"});
}

Response FormEntry::failed(const Response& why) {
    page_.refusal = "いまはできません。少し待って、もう一度押してください。記入した内容は残っています";
    Response out = shown(why.refusal);
    out.outcome = why.outcome;
    out.failure = why.failure;
    return out;
}

Response FormEntry::refused(const documents::Receipt& receipt) {
    diag::Report others;
    for (const diag::Finding& found : receipt.report.findings()) {
        const std::string text = diag::sentence(found.message, found.args, diag::Language::japanese);
        if (found.severity == diag::Severity::error && !filled_.add_error(found.where.path, text)) {
            others.add(found);
        }
    }
    page_.refusal =
        receipt.refusal == Refusal::key_reused
            ? "この画面の文書は送信済みです。変えるときは、送った文書の「訂正・取下げ」から始めてください"
            : refusal_text(others);
    if (receipt.refusal != Refusal::key_reused) { // what is sent next is another document
        key_ = store::new_uuid7(gateway_.clock().now());
    }
    return shown(receipt.refusal);
}

Response FormEntry::done(const documents::Receipt& receipt) const {
    std::string said;
    for (const documents::StoredDocument& taken : receipt.documents) {
        const html::PageLink link = document_link(request_, taken.version.document);
        said += fmt::format("<p>{}：<a href=\"{}\">{}</a>{}</p>\n",
                            taken.outcome == documents::DocumentOutcome::unchanged ? "送信済みの文書"
                                                                                   : "受付番号",
                            escaped(link.url), escaped(taken.version.document),
                            fmt::format("　配信先 {} か所", taken.deliveries));
    }
    std::string others;
    for (const diag::Finding& found : receipt.report.findings()) {
        others += "<p>" + words_of(found) + "</p>\n";
    }
    said += others.empty() ? others : html::notice(html::Notice::info, "お知らせ", others);
    return entry_response(
        pages::entry_done_page(form_.text(form_.about().title), "送りました", page_.to, said, head()),
        receipt.documents.empty() ? 200 : 201, "created");
}

} // namespace renkei::server
