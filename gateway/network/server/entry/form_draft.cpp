// A form that is kept as a draft, and is opened again.
#include "gateway/core/json/parser.h"
#include "gateway/core/time/instant.h"
#include "gateway/fhir/resources/bundle_index.h"
#include "gateway/forms/catalogue/catalogue.h"
#include "gateway/forms/html/answers.h"
#include "gateway/forms/html/document_page.h"
#include "gateway/forms/html/frame.h"
#include "gateway/forms/html/html.h"
#include "gateway/forms/service/convert.h"
#include "gateway/network/access/hub.h"
#include "gateway/network/access/person_access.h"
#include "gateway/network/documents/conversion_worker.h"
#include "gateway/network/documents/extracted_metadata.h"
#include "gateway/network/documents/readable.h"
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
// In this order.
constexpr char closed = 'a';
constexpr char part = 'b';
constexpr char whole = 'c';

std::string shown_moment(base::Millis at) { return html::date_text(time::second_in_japan(at)); }

std::string kept_until(const store::Draft& draft) {
    return fmt::format("{} に保存した下書きです。{} まで残ります。まだ送っていません",
                       shown_moment(draft.saved), shown_moment(draft.until));
}

// Each box's texts in one; what goes along unseen is none.
std::map<std::string, std::string> texts_of(const entry::Fields& fields) {
    std::map<std::string, std::string> out;
    for (const auto& [box, text] : fields) {
        if (box.starts_with(entry::box_prefix) && !text.empty()) {
            std::string& all = out[box];
            all += (all.empty() ? "" : "、") + text;
        }
    }
    return out;
}

std::string line_of(std::string_view box, std::string_view text) {
    return fmt::format("<dt>{}</dt><dd>{}</dd>\n", escaped(box), escaped(text.empty() ? "（空欄）" : text));
}

// Who could read more than now, of the same persons and forms.
bool has_fallen(std::string_view before, std::string_view now) {
    bool out = false;
    for (std::size_t i = 0; i < before.size() && before.size() == now.size(); ++i) {
        out = out || now[i] < before[i];
    }
    return out;
}

} // namespace

Result<std::string> FormEntry::rights_on_persons(documents::ConversionWorker& worker) {
    const access::Reader reader = reader_of(gateway_, request_);
    if (reader.hub == nullptr) {
        return std::string();
    }
    diag::Report report;
    json::Tree tree;
    const std::string bundle = service::to_bundle(worker.converter(), plan_, record_, report);
    if (!json::Parser().parse(bundle, tree)) {
        return std::string();
    }
    resources::BundleIndex index;
    index.build(tree);
    const documents::ExtractedMetadata found = documents::extract_metadata(tree, index);
    if (!found.persons.empty()) {
        person_ = seal::to_hex(documents::person_hash(gateway_.search_key(), found.persons.front().reveal()));
    }
    return gateway_.store().read_value<std::string>(
        [&](const store::Snapshot& snapshot) -> Result<std::string> {
            std::string rights;
            for (const base::Personal<documents::PersonNumber>& person : found.persons) {
                TRY(access::PersonAccess of,
                    access::PersonAccess::of(snapshot, reader,
                                             documents::person_hash(gateway_.search_key(), person.reveal())));
                for (const std::string_view form : reader.hub->matrix.forms()) {
                    TRY(const access::PersonAccess::Verdict* const verdict, of.most_of_form(form));
                    rights += verdict->is_open ? whole : verdict->part ? part : closed;
                }
            }
            return rights;
        });
}

std::string FormEntry::person_name() const {
    std::string out; // family and given name may be items of their own
    for (const form::ItemId id : form_.items().ids()) {
        if (plan_.page_item(id).role == mapping::PageRole::name &&
            form_.items()[id].group == record_.root().group) {
            out.append(out.empty() ? "" : " ")
                .append(record_.value(record_.root(), form_.items()[id]).text());
        }
    }
    return out;
}

AuditedResponse FormEntry::save() {
    page_.refused = "保存していません";
    const auto worker = lease_worker(gateway_, request_);
    if (!worker) {
        return failed(error_response(request_, worker.error()));
    }
    const Result<std::string> rights = rights_on_persons(**worker);
    if (!rights) {
        return failed(error_response(request_, rights.error()));
    }
    const store::DraftOwner owner = *entry_user(gateway_, request_);
    const auto [id, number] = version_shown(draft_);
    store::Draft draft{.id = id,
                       .form = std::string(form_.id()),
                       .edition = std::string(form_.version()),
                       .number = number,
                       .person = person_name(),
                       .text = to_text({key_, replaces_, source_, *rights, fields_})};
    if (draft.text.size() > store::longest_draft) {
        page_.refusal = "下書きが長すぎます";
        return {shown(Refusal::too_large), {.person = person_}};
    }
    const Result<store::Draft> kept = keep(owner, std::move(draft));
    if (!kept) {
        return failed(error_response(request_, kept.error()));
    }
    if (kept->number == 0) {
        page_.refusal =
            fmt::format("下書きは 1 人 {} 件までで、1 つの機関の下書きの大きさにも限りがあります。"
                        "「帳票をつくる」で、要らない下書きを消してください",
                        store::most_drafts);
        return {shown(Refusal::conflict), {.person = person_}};
    }
    if (!kept->text.empty()) {
        return {tell_both(*kept), {.person = person_}};
    }
    draft_ = shown_version({.document = kept->id, .number = kept->number});
    page_.notice = kept_until(*kept);
    return {shown(), {.person = person_}};
}

// As it is saved, without its text; what was saved before by another page, with its text; or number 0: there
// are too many.
Result<store::Draft> FormEntry::keep(const store::DraftOwner& owner, store::Draft draft) {
    const base::Millis now = gateway_.clock().now();
    TRY(const store::SealedDraft sealed, store::seal_draft(gateway_.search_key(), owner, draft));
    store::DraftSaved how{};
    std::optional<store::Draft> other;
    TRY_VOID(gateway_.store().write([&](store::Transaction& transaction) -> Result<void> {
        TRY(how, store::save_draft(transaction, owner, sealed));
        other.reset();
        if (how == store::DraftSaved::changed) {
            TRY(other, store::find_draft(transaction, owner, draft.id));
        }
        return {};
    }));
    if (how == store::DraftSaved::changed) {
        if (other) {
            return *other;
        }
        draft.id = store::new_uuid7(now); // it was sent or dropped, or is another user's
        draft.number = 0;
        return keep(owner, std::move(draft));
    }
    return store::Draft{.id = draft.id,
                        .number = how == store::DraftSaved::too_many ? 0 : draft.number + 1,
                        .saved = now,
                        .until = now + store::draft_is_kept};
}

Result<std::optional<store::Draft>> FormEntry::saved_elsewhere() const {
    TRY(std::optional<store::Draft> kept,
        gateway_.store().read_value<std::optional<store::Draft>>([&](const store::Snapshot& snapshot) {
            return store::find_draft(snapshot, *entry_user(gateway_, request_), version_shown(draft_).first);
        }));
    return kept && kept->number != version_shown(draft_).second ? std::move(kept) : std::nullopt;
}

// Two at once in one draft: the second sees both, and may go on with its own.
Response FormEntry::tell_both(const store::Draft& other) {
    const std::map<std::string, std::string> mine = texts_of(fields_);
    std::map<std::string, std::string> kept = texts_of(read_draft_text(other.text).fields);
    for (const auto& [box, text] : mine) {
        kept.try_emplace(box); // which the other left empty
    }
    std::erase_if(kept, [&](const auto& each) {
        const auto own = mine.find(each.first);
        return own != mine.end() && own->second == each.second;
    });
    std::map<std::string, std::string> words;
    for (auto& [box, said] : filled_.places()) {
        words.emplace(box, said);
    }
    std::string lines;
    std::size_t count = 0;
    for (const auto& [box, text] : kept) {
        const auto found = words.find(box);
        lines += ++count > most_differences ? std::string()
                                            : line_of(found == words.end() ? box : found->second, text);
    }
    draft_ = shown_version({.document = other.id, .number = other.number});
    page_.refusal =
        "この下書きは、別の画面で先に保存されています。下の「先に保存された内容」と比べてください。"
        "もう一度押すと、この画面の内容で進みます";
    page_.below = fmt::format(
        "<section>\n<h2>先に保存された内容</h2>\n<p>{} に保存。この画面と違う欄を示します{}</p>\n<dl>\n{}"
        "</dl>\n</section>\n",
        escaped(shown_moment(other.saved)),
        count > most_differences ? fmt::format("（{} 欄のうち {} 欄）", count, most_differences) : "", lines);
    return shown(Refusal::conflict);
}

AuditedResponse FormEntry::open(const store::Draft& draft, const mapping::Plan* edition) {
    DraftText said = read_draft_text(draft.text);
    key_ = std::move(said.key);
    replaces_ = std::move(said.replaces);
    source_ = std::move(said.source);
    fields_ = std::move(said.fields);
    draft_ = shown_version({.document = draft.id, .number = draft.number});
    if (draft.edition != form_.version()) {
        return old_edition(edition == nullptr ? plan_ : *edition);
    }
    std::erase_if(fields_,
                  [&](const auto& field) { return field.first == box_of(form_.about().created_item); });
    own_value(form_.about().created_item, time::second_in_japan(gateway_.clock().now())); // it is made now
    if (!filled_.read(fields_).empty()) { // the boxes of this edition are others by now
        return old_edition(plan_);
    }
    page_.notice = kept_until(draft);
    TRY_OR_ANSWER(request_, const documents::WorkerPool::Lease worker, lease_worker(gateway_, request_));
    TRY_OR_ANSWER(request_, const std::string rights, rights_on_persons(*worker));
    TRY_OR_ANSWER(request_, const bool is_replaced, is_outdated(replaces_));
    TRY_OR_ANSWER(request_, const bool has_old_source, is_outdated(source_));
    if (has_fallen(said.rights, rights)) {
        page_.notice +=
            "。保存した後に、この人について読める範囲が狭くなりました（登録や同意の終わり、支援措置など）。"
            "送ってよいか、住所などを書いてよいか、確かめてください";
    }
    if (is_replaced) {
        page_.notice +=
            "。保存した後に、元の文書が訂正または取り下げられました。この下書きからは送れません。元の文書の"
            "「訂正・取下げ」から始めて、内容を写してください";
    }
    if (has_old_source) {
        page_.notice +=
            "。保存した後に、引き継いだ元の文書が訂正または取り下げられたか、読めなくなりました。引き継いだ"
            "内容がいまも正しいか、確かめてください";
    }
    return {shown(), {.person = person_}};
}

Result<bool> FormEntry::is_outdated(std::string_view shown) const {
    if (shown.empty()) {
        return false;
    }
    TRY(const documents::Readable seen,
        gateway_.store().read_value<documents::Readable>([&](const store::Snapshot& snapshot) {
            return documents::readable(snapshot, version_shown(shown).first, reader_of(gateway_, request_),
                                       store::Titles::left_sealed);
        }));
    return seen.versions.empty() || seen.versions.back().number != version_shown(shown).second;
}

// What was typed as its reader would see it; texts for which that edition has no box stand below.
Response FormEntry::old_edition(const mapping::Plan& plan) const {
    record::Record record(plan.form());
    entry::FilledForm typed(plan.form(), record);
    (void)typed.read(fields_);
    std::map<std::string, std::string> left = texts_of(fields_);
    for (const auto& [box, words] : typed.places()) {
        left.erase(box);
    }
    std::string lines;
    for (const auto& [box, text] : left) {
        lines += line_of(box, text);
    }
    const html::PageHead around = head();
    const html::DocumentSheet sheet = html::document_sheet(plan, record);
    return entry_response(
        html::begin_page({.title = form_.text(form_.about().title), .sheet = sheet.person, .has_forms = true},
                         &around) +
            fmt::format("<div class=\"head\">\n<h1>{}</h1>\n</div>\n",
                        escaped(form_.text(form_.about().title))) +
            html::notice(
                html::Notice::warning, "この下書きは送れません",
                "保存した後に、帳票の版または欄が変わりました。記入した内容は下にあります。新しい画面に写して"
                "ください") +
            fmt::format("<p><a href=\"{}\">新しい画面を開く</a></p>\n", escaped(page_.url)) + sheet.html +
            (lines.empty() ? lines : "<dl>\n" + lines + "</dl>\n") + drop_form() + html::end_page(),
        200, "shown");
}

std::string FormEntry::drop_form() const {
    return fmt::format(
        "<section>\n<h2>この下書き</h2>\n<form method=\"post\" action=\"{}/forms\">{}"
        "<label class=\"choice\"><input type=\"checkbox\" name=\"sure\" value=\"yes\" required>"
        "<span>この下書きを消す</span></label>\n"
        "<button class=\"btn\" name=\"{}\" value=\"{}\">消す</button></form>\n</section>\n",
        escaped(request_.base),
        html::hidden_fields(
            {{std::string(entry_token), form_token(gateway_, request_, draft_token, draft_)}}),
        entry::act_field, drop_draft_act);
}

void FormEntry::drop_draft() {
    // if this fails, the draft stays and cannot be sent twice: it has the key of the document
    (void)gateway_.store().write([&](store::Transaction& transaction) {
        const auto [draft, saved] = version_shown(draft_);
        return store::drop_draft(transaction, *entry_user(gateway_, request_), draft, saved);
    });
}

} // namespace renkei::server
