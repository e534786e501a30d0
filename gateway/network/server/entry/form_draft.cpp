// A form that is kept as a draft, and is opened again.
#include "gateway/core/json/parser.h"
#include "gateway/core/time/instant.h"
#include "gateway/fhir/resources/bundle_index.h"
#include "gateway/forms/catalogue/catalogue.h"
#include "gateway/forms/html/frame.h"
#include "gateway/forms/html/html.h"
#include "gateway/forms/service/convert.h"
#include "gateway/network/access/hub.h"
#include "gateway/network/access/person_access.h"
#include "gateway/network/documents/conversion_worker.h"
#include "gateway/network/documents/extracted_metadata.h"
#include "gateway/network/server/entry/draft_text.h"
#include "gateway/network/server/entry/entry_user.h"
#include "gateway/network/server/entry/form_entry.h"
#include "gateway/network/server/fhir/fhir_handlers_response.h"
#include "gateway/network/server/form_token.h"
#include "gateway/network/server/html_response.h"
#include "gateway/network/store/rows/uuid7.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

namespace renkei::server {
namespace {

using html::escaped;

constexpr std::size_t most_differences = 100;

std::string shown_moment(base::Millis at) {
    const std::string text = time::second_in_japan(at); // "2026-11-20T10:02:03+09:00"
    return text.substr(0, 10) + " " + text.substr(11, 5);
}

std::string kept_until(const store::Draft& draft) {
    return fmt::format("{} に保存した下書きです。{} まで残ります。まだ送っていません",
                       shown_moment(draft.saved), shown_moment(draft.until));
}

// Texts of boxes, by their words.
std::string texts_html(const entry::FilledForm& form, const entry::Fields& fields) {
    std::map<std::string, std::string> words;
    for (auto& [box, said] : form.places()) {
        words.emplace(box, said);
    }
    std::string out;
    for (const auto& [box, text] : fields) {
        const auto found = words.find(box);
        if (!text.empty() && box.starts_with(entry::box_prefix)) {
            out += fmt::format("<dt>{}</dt><dd>{}</dd>\n",
                               escaped(found == words.end() ? box : found->second), escaped(text));
        }
    }
    return "<dl>\n" + out + "</dl>\n";
}

} // namespace

Result<std::string> FormEntry::rights_on_persons(documents::ConversionWorker& worker) {
    const access::Reader reader = reader_of(gateway_, request_);
    diag::Report report;
    json::Tree tree;
    const std::string bundle = service::to_bundle(worker.converter(), plan_, record_, report);
    if (reader.hub == nullptr || !json::Parser().parse(bundle, tree)) {
        return std::string();
    }
    resources::BundleIndex index;
    index.build(tree);
    const documents::ExtractedMetadata found = documents::extract_metadata(tree, index);
    return gateway_.store().read_value<std::string>(
        [&](const store::Snapshot& snapshot) -> Result<std::string> {
            std::string rights;
            for (const base::Personal<documents::PersonNumber>& person : found.persons) {
                TRY(access::PersonAccess of,
                    access::PersonAccess::of(snapshot, reader,
                                             documents::person_hash(gateway_.search_key(), person.reveal())));
                for (const std::string_view form : reader.hub->matrix.forms()) {
                    TRY(const access::PersonAccess::Verdict* const verdict, of.most_of_form(form));
                    rights += verdict->is_open ? 'w' : verdict->part ? 'p' : 'n';
                }
            }
            return rights;
        });
}

std::string FormEntry::person_name() const {
    for (const form::ItemId id : form_.items().ids()) {
        if (plan_.page_item(id).role == mapping::PageRole::name &&
            form_.items()[id].group == record_.root().group) {
            return std::string(record_.value(record_.root(), form_.items()[id]).text());
        }
    }
    return {};
}

AuditedResponse FormEntry::save() {
    TRY_OR_ANSWER(request_, const documents::WorkerPool::Lease worker, lease_worker(gateway_, request_));
    TRY_OR_ANSWER(request_, const std::string rights, rights_on_persons(*worker));
    const store::DraftOwner owner = *entry_user(gateway_, request_);
    const auto [id, number] = version_shown(draft_);
    store::Draft draft{.id = id,
                       .form = std::string(form_.id()),
                       .edition = std::string(form_.version()),
                       .number = number,
                       .text = to_text({key_, replaces_, person_name(), rights, fields_})};
    if (draft.text.size() > store::longest_draft) {
        page_.refusal = "下書きが長すぎるため、保存していません";
        return shown(Refusal::too_large);
    }
    store::DraftSaved how{};
    std::optional<store::Draft> other;
    const Result<void> written = gateway_.store().write([&](store::Transaction& transaction) -> Result<void> {
        TRY(how, store::save_draft(transaction, owner, draft));
        other.reset();
        if (how == store::DraftSaved::changed) {
            TRY(other, store::find_draft(transaction, owner, id));
        }
        if (how == store::DraftSaved::changed && !other) { // it was sent, dropped, or is another user's
            draft.id = store::new_uuid7(gateway_.clock().now());
            draft.number = 0;
            TRY(how, store::save_draft(transaction, owner, draft));
        }
        return {};
    });
    if (!written) {
        return error_response(request_, written.error());
    }
    if (how == store::DraftSaved::saved) {
        draft_ = shown_version({.document = draft.id, .number = draft.number});
        page_.notice = kept_until(draft);
        page_.below += drop_form(draft.id);
        return shown();
    }
    if (how == store::DraftSaved::too_many) {
        page_.refusal =
            fmt::format("下書きは 1 つの接続先に {} 件までです。保存していません。要らない下書きを"
                        "消してください",
                        store::most_drafts);
        return shown(Refusal::conflict);
    }
    return tell_both(*other);
}

// Two at once in one draft: the second sees both, and may save over the first.
Response FormEntry::tell_both(const store::Draft& other) {
    entry::Fields kept = read_draft_text(other.text).fields;
    std::erase_if(kept, [&](const auto& field) {
        const auto same = std::ranges::find(fields_, field.first, &entry::Fields::value_type::first);
        return same != fields_.end() && same->second == field.second;
    });
    kept.resize(std::min(kept.size(), most_differences));
    draft_ = shown_version({.document = other.id, .number = other.number});
    page_.refusal =
        "この下書きは、別の画面で先に保存されています。下の「先に保存された内容」と比べてください。"
        "もう一度保存すると、この画面の内容に置きかわります";
    page_.below +=
        fmt::format("<section>\n<h2>先に保存された内容</h2>\n<p>{}。この画面と違う欄だけを示します</p>\n{}"
                    "</section>\n",
                    escaped(shown_moment(other.saved)), texts_html(filled_, kept));
    return shown(Refusal::conflict);
}

Response FormEntry::open(const store::Draft& draft, const mapping::Plan* edition) {
    DraftText said = read_draft_text(draft.text);
    key_ = std::move(said.key);
    replaces_ = std::move(said.replaces);
    fields_ = std::move(said.fields);
    draft_ = shown_version({.document = draft.id, .number = draft.number});
    if (draft.edition != form_.version() || !filled_.read(fields_).empty()) {
        const html::PageHead around = head();
        const form::Form& old = edition == nullptr ? form_ : edition->form();
        record::Record record(old);
        entry::FilledForm typed(old, record);
        (void)typed.read(fields_);
        return entry_response(
            html::begin_page({.title = old.text(old.about().title)}, &around) +
                html::notice(
                    html::Notice::warning, "この下書きは送れません",
                    "保存した後に、帳票の新しい版に変わりました。記入した内容は下にあります。新しい画面に"
                    "写してください") +
                fmt::format("<p><a href=\"{}\">新しい画面を開く</a></p>\n", escaped(page_.url)) +
                texts_html(typed, fields_) + html::end_page(),
            200, "shown");
    }
    page_.notice = kept_until(draft);
    page_.below = drop_form(draft.id);
    TRY_OR_ANSWER(request_, const documents::WorkerPool::Lease worker, lease_worker(gateway_, request_));
    TRY_OR_ANSWER(request_, const std::string rights, rights_on_persons(*worker));
    if (rights != said.rights) {
        page_.notice +=
            "。保存した後に、この人について読める範囲が変わりました（登録や同意の終わり、支援措置など）。"
            "送ってよいか、住所などを書いてよいか、確かめてください";
    }
    return shown();
}

std::string FormEntry::drop_form(const std::string& id) const {
    return fmt::format(
        "<section>\n<h2>この下書き</h2>\n<form method=\"post\" action=\"{}/forms\">{}"
        "<label class=\"choice\"><input type=\"checkbox\" name=\"sure\" value=\"yes\" required>"
        "<span>この下書きを消す</span></label>\n"
        "<button class=\"btn\" name=\"{}\" value=\"{}\">消す</button></form>\n</section>\n",
        escaped(request_.base),
        html::hidden_fields({{std::string(entry_token), form_token(gateway_, request_, draft_token, id)}}),
        entry::act_field, drop_draft_act);
}

void FormEntry::drop_draft() {
    const auto [id, number] = version_shown(draft_);
    const std::optional<store::DraftOwner> owner = entry_user(gateway_, request_);
    if (number > 0 && owner) {
        // if this fails, the draft stays and cannot be sent twice: it has the key of the document
        (void)gateway_.store().write(
            [&](store::Transaction& transaction) { return store::drop_draft(transaction, *owner, id); });
    }
}

} // namespace renkei::server
