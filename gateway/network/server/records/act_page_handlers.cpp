// The page of an act on a record (acts.tsv): boxes made of the items of its kind. What is sent goes the way
// of the same request over FHIR, so that rights, rules, events and refusals are the same.
#include "gateway/core/json/parser.h"
#include "gateway/core/text/width.h"
#include "gateway/core/text/words.h"
#include "gateway/network/access/person_access.h"
#include "gateway/network/ledger/organisation_records.h"
#include "gateway/network/mhd/metadata/path.h"
#include "gateway/network/pages/entry_page.h"
#include "gateway/network/server/form_token.h"
#include "gateway/network/server/html_response.h"
#include "gateway/network/server/records/act_boxes.h"
#include "gateway/network/server/records/consent_resource.h"
#include "gateway/network/server/records/episode_resource.h"
#include "gateway/network/server/records/record_acts.h"
#include "gateway/network/server/records/record_buttons.h"
#include "gateway/network/server/records/record_change.h"
#include "gateway/network/server/records/record_handlers.h"
#include "generated/messages/portal.h"
#include "generated/messages/records.h"
#include "generated/messages/server.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace renkei::server {
namespace {

using html::Box;
using Handle = AuditedResponse (*)(ServerContext&, const Request&, PathParameters);

constexpr std::string_view kind_of_act = "kind";
constexpr std::string_view act_field = "act";
constexpr std::string_view id_field = "id";
constexpr std::string_view version_field = "version";
constexpr std::string_view token_field = "form";

// How a kind is read, entered and changed over FHIR.
struct PageKind {
    std::string_view kind;
    std::string_view type;
    Handle read;
    Handle enter;
    Handle update;
};
constexpr std::array<PageKind, 8> page_kinds{{
    {store::registration_kind, "EpisodeOfCare", read_record<sharing::Registration>,
     create_record<sharing::Registration>, update_record<sharing::Registration>},
    {store::consent_kind, "Consent", read_record<sharing::Consent>, create_record<sharing::Consent>,
     update_record<sharing::Consent>},
    {store::opinion_kind, "Task", read_record<sharing::Certification>, enter_task, update_task},
    {store::certification_kind, "Task", read_record<sharing::Certification>, enter_task, update_task},
    {store::relation_kind, "Basic", read_basic, enter_basic, update_basic},
    {store::state_kind, "Basic", read_basic, enter_basic, update_basic},
    {kind_of_insurers, "Basic", read_basic, enter_basic, update_basic},
    {"", "Communication", read_record<store::PlainRecord>, create_record<store::PlainRecord>,
     update_record<store::PlainRecord>}, // kinds that are data alone
}};

const PageKind& page_kind(std::string_view kind) {
    const auto found = std::ranges::find(page_kinds, kind, &PageKind::kind);
    return found == page_kinds.end() ? page_kinds.back() : *found;
}

class ActPage {
public:
    ActPage(ServerContext& gateway, const Request& request, Pairs form)
        : gateway_(gateway),
          request_(request),
          sent_(std::move(form)) {}

    AuditedResponse run() {
        const Result<void> asked = find_act();
        if (!asked) {
            return refused_page(asked.error());
        }
        if (!is_new_ && !read_kept()) {
            if (act_->how == "change") {
                return refused_page(no_such_record(kind_->type, id_));
            }
            is_new_ = true; // nothing is set yet
        }
        const bool is_sent = !form_field(sent_, token_field).empty();
        if (is_sent && !shown_by_form(gateway_, request_, form_bound, form_field(sent_, token_field))) {
            return refused_page(diag::finding(message::own_form_expired, {}, {std::to_string(form_minutes)}));
        }
        ActBoxes boxes(gateway_, request_, subject_.person, *act_, kept_, is_sent ? &sent_ : nullptr);
        page_.boxes = std::move(boxes.boxes);
        documents_ = {boxes.documents.begin(), boxes.documents.end()};
        texts_ = std::move(boxes.texts);
        page_.button = "登録する";
        page_.hidden = {{std::string(kind_of_act), std::string(act_->kind)},
                        {std::string(act_field), std::string(act_->act)},
                        {std::string(insurer_field), insurer_},
                        {std::string(person_field), number_},
                        {std::string(id_field), id_},
                        {std::string(version_field),
                         is_sent ? std::string(form_field(sent_, version_field)) : kept_["version"]},
                        {std::string(token_field), form_token(gateway_, request_, form_bound)}};
        if (!is_sent) {
            return shown(200);
        }
        const bool is_right = std::ranges::all_of(page_.boxes, &std::string::empty, &Box::error);
        return is_right ? carry_out() : shown(422);
    }

private:
    static constexpr std::string_view form_bound = "act on a record";

    RecordForm& form() const { return RecordForm::of(forms_of(gateway_), act_->kind); }
    std::string own_insurer() const { return access::insurer_number_of(*request_.caller.peer); }

    // The act, whether the caller may do it, and the person.
    Result<void> find_act() {
        act_ = record_act(form_field(sent_, kind_of_act), form_field(sent_, act_field));
        if (act_ == nullptr) {
            return diag::fail(message::parameter_wrong, {},
                              {"act", std::string(form_field(sent_, act_field).substr(0, 20)), "acts.tsv"});
        }
        if (!act_->may_be_of(*request_.caller.peer, offices_enter(gateway_))) {
            const auto& numbers = request_.caller.peer->numbers;
            return diag::fail(message::record_of_other, {},
                              {numbers.empty() ? std::string("-") : to_text(numbers.front())});
        }
        is_new_ = act_->how == "new";
        kind_ = &page_kind(act_->kind);
        id_ = std::string(form_field(sent_, id_field));
        page_.title = std::string(act_->title);
        page_.url = request_.base + "/records/act";
        if (!act_->is_about_person()) {
            id_ = own_insurer();
            page_.about = fmt::format("保険者 {}", id_);
            return {};
        }
        insurer_ = text::narrow_ascii(form_field(sent_, insurer_field));
        number_ = text::narrow_ascii(form_field(sent_, person_field));
        const policy::Identifier insured{"", ""};
        const std::optional<documents::PersonNumber> person =
            documents::parse_person(fmt::format("insurer:{}|{}", insurer_, number_));
        if (!person) {
            return diag::fail(message::parameter_wrong, {},
                              {std::string(person_field), documents::shape_of_person(number_),
                               "insurer:NNNNNN|NNNNNNNNNN"});
        }
        TRY(subject_, ledger::subject_of(gateway_.store(), *person, {}));
        const std::optional<policy::Identifier> identifier = documents::put_together(*person);
        person_ = identifier.value_or(insured);
        page_.about = fmt::format("利用者　保険者番号 {}　被保険者番号 {}", insurer_, number_);
        if (act_->kind == store::state_kind) {
            id_ = seal::to_hex(subject_.person);
        }
        return {};
    }

    Request over_fhir(std::string method, std::string id, std::string body) const {
        Request out = request_;
        out.method = std::move(method);
        out.path = {"fhir", std::string(kind_->type)};
        if (!id.empty()) {
            out.path.push_back(std::move(id));
        }
        out.query.clear();
        out.headers = {{"Content-Type", "application/fhir+json"},
                       {"Accept", "application/fhir+json"},
                       {"Accept-Language", "ja"}};
        out.body = std::move(body);
        return out;
    }

    // The items of the record that is to be changed; no: the caller does not see it.
    bool read_kept() {
        const std::array<std::string, 1> parts{id_};
        AuditedResponse read = kind_->read(gateway_, over_fhir("GET", id_, {}), parts);
        resource_ = read.response().status == 200 ? std::move(read.response().body) : std::string();
        return !resource_.empty() && form_of_kept(form());
    }
    // With rows of groups, too.
    bool form_of_kept(RecordForm& items) {
        const bool is_read =
            sharing::record_parser().parse(resource_, before_) && items.read_resource(before_);
        kept_ = is_read ? texts_of(items) : ItemTexts();
        return is_read && (!act_->is_about_person() || is_of_person(items.identifier("person")));
    }
    // An id of another person's record is as unknown as any.
    bool is_of_person(const policy::Identifier& named) const {
        const Result<bool> out =
            gateway_.store().read_value<bool>([&](const store::Snapshot& snapshot) -> Result<bool> {
                TRY(const std::vector<seal::Hash> linked, snapshot.linked_persons(subject_.person));
                for (const seal::Hash& each : linked) { // a record may name any of its numbers
                    TRY(const bool is_same, is_same_person(gateway_, snapshot, named, each));
                    if (is_same) {
                        return true;
                    }
                }
                return false;
            });
        return out && *out;
    }

    // ---------------------------------------------------------------- carrying it out
    void set_item(RecordForm& items, std::string_view item, std::string_view value) const {
        if (value == "@own") {
            items.set(item, policy::identifier_of({"insurer", own_insurer()}));
        } else {
            items.set(item, value);
        }
    }

    std::string resource() {
        RecordForm& items = form();
        if (!resource_.empty()) {
            (void)form_of_kept(items); // it was read before
        }
        for (const auto& [item, text] : texts_) {
            if (text.empty() || items.form().item(item)) {
                items.set(item, std::string_view(text));
            } else {
                (void)items.read_item(item, text); // a number, which was right
            }
        }
        std::string_view sets = act_->sets;
        while (!sets.empty()) {
            std::string_view value = text::next_part(sets, ' ');
            const std::string_view item = text::next_part(value, '=');
            set_item(items, item, value);
        }
        RecordView view = view_of(gateway_, request_, is_new_ ? person_ : items.identifier("person"),
                                  kept_.contains("version") ? kept_.at("version") : std::string());
        if (is_new_ && act_->kind == store::consent_kind) { // the giver and the evidence are folded
            sharing::Consent consent;
            items.take(consent);
            consent.evidence = items.text("evidence.display");
            consent.given_by =
                sharing::find_word<sharing::Agent>(items.text("given_by")).value_or(sharing::Agent::person);
            return write_consent(consent, view);
        }
        if (is_new_ && act_->kind == store::registration_kind) { // its state follows from its days
            sharing::Registration registration;
            items.take(registration);
            return write_episode(registration, view, time::day_in_japan(gateway_.store().clock().now()));
        }
        return items.resource(view);
    }

    AuditedResponse carry_out() {
        Request inner = over_fhir(is_new_ ? "POST" : "PUT", is_new_ ? std::string() : id_, resource());
        if (const std::string_view version = form_field(sent_, version_field); !version.empty()) {
            inner.headers.emplace_back("If-Match", weak_tag(version));
        }
        const std::array<std::string, 1> parts{id_};
        AuditedResponse out =
            is_new_ ? kind_->enter(gateway_, inner, {}) : kind_->update(gateway_, inner, parts);
        Response& response = out.response();
        if (response.status < 300) {
            response = done_page(out.is_recorded());
        } else {
            take_refusal(response.body);
            set_page(response, pages::entry_page(page_, page_head(request_, way_back())));
        }
        const bool is_new = act_->how == "new";
        return out.is_recorded() ? std::move(out)
                                 : std::move(out).as({is_new ? audit::Action::create : audit::Action::update,
                                                      act_->interaction});
    }

    // The sentence of the outcome; one about an item stands beside its box.
    void take_refusal(std::string_view outcome) {
        json::Tree tree;
        if (!sharing::record_parser().parse(outcome, tree)) {
            page_.refusal = "要求を処理できませんでした";
            return;
        }
        const std::string text(mhd::text_at(tree, json::Tree::root, "issue.diagnostics"));
        std::vector<std::string_view> arguments;
        for (const json::NodeId each :
             mhd::nodes_at(tree, json::Tree::root, "issue.extension.extension.valueString")) {
            arguments.push_back(tree.text(each));
        }
        for (Box& box : page_.boxes) {
            const std::string item = box.name.substr(box_prefix.size());
            const bool names_it =
                arguments.size() > 1 && (arguments[1] == item || arguments[1] == form().place(item));
            if (names_it) {
                box.error = text;
                return;
            }
        }
        page_.refusal = text;
    }

    std::vector<html::PageLink> way_back() const {
        return {{request_.base + "/records", "担当事業所と同意"}};
    }

    Response done_page(bool is_recorded) const {
        const std::string back = insurer_.empty()
                                     ? std::string()
                                     : pages::entry_button(request_.base + "/records/_search",
                                                           {{std::string(insurer_field), insurer_},
                                                            {std::string(person_field), number_}},
                                                           "この利用者の登録を見る", page_.about);
        Response out = html_response(
            pages::entry_done_page(page_.title,
                                   is_recorded ? "登録しました"
                                               : "登録済みの内容と同じです。新しく登録したものはありません",
                                   page_.about, back, page_head(request_, way_back())),
            "done");
        out.with("Cache-Control", "no-store");
        return out;
    }

    AuditedResponse shown(int status) {
        Response out = html_response(pages::entry_page(page_, page_head(request_, way_back())), "shown");
        out.status = status;
        out.with("Cache-Control", "no-store");
        AuditSubject about = subject_about(subject_.person);
        if (!documents_.empty()) {
            about.query =
                AuditQueryText(act_->kind).text() + "&documents=" + audit_documents_text(documents_);
        }
        return {std::move(out), std::move(about)};
    }

    AuditedResponse refused_page(const diag::Error& error) const {
        return {error_response(request_, http_error_of(error)), subject_about(subject_.person)};
    }

    ServerContext& gateway_;
    const Request& request_;
    Pairs sent_;
    const RecordAct* act_ = nullptr;
    const PageKind* kind_ = nullptr;
    bool is_new_ = false;
    std::string insurer_{};
    std::string number_{};
    std::string id_{};
    ledger::Subject subject_{};
    policy::Identifier person_{};
    std::string resource_{}; // of the record that is to be changed; empty: there is none
    json::Tree before_{};
    ItemTexts kept_{};
    ItemTexts texts_{};
    pages::EntryPage page_{};
    std::vector<std::string> documents_{}; // in which choices were found
};

} // namespace

AuditedResponse show_act(ServerContext& gateway, const Request& request, PathParameters) {
    const HttpResult<Pairs> form = read_form(request);
    if (!form) {
        return error_response(request, form.error());
    }
    const Result<void> accepts = check_accepts_page(request);
    return accepts ? ActPage(gateway, request, *form).run()
                   : AuditedResponse(error_response(request, http_error_of(accepts.error())));
}

} // namespace renkei::server
