// The page of a person's registrations and consents.
#include "gateway/core/text/width.h"
#include "gateway/core/text/words.h"
#include "gateway/core/time/instant.h"
#include "gateway/forms/form/code_text.h"
#include "gateway/forms/html/answers.h"
#include "gateway/network/access/hub.h"
#include "gateway/network/access/person_access.h"
#include "gateway/network/access/settled_records.h"
#include "gateway/network/documents/person_number.h"
#include "gateway/network/ledger/organisation_records.h"
#include "gateway/network/ledger/registrations.h"
#include "gateway/network/ledger/tasks.h"
#include "gateway/network/pages/records_page.h"
#include "gateway/network/server/audit_query.h"
#include "gateway/network/server/parameters.h"
#include "gateway/network/server/records/record_buttons.h"
#include "gateway/network/server/records/record_change.h"
#include "gateway/network/server/records/record_handlers.h"
#include "gateway/network/server/records/record_pages.h"
#include "gateway/network/sharing/facts.h"
#include "generated/messages/documents.h"
#include "generated/messages/ledger.h"
#include "generated/messages/server.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace renkei::server {
namespace {

using ledger::day_text;
using sharing::Consent;
using sharing::Reason;
using sharing::Registration;

std::string typed(const Request& request, std::string_view name) {
    const std::string narrow = text::narrow_ascii(request.parameter(name));
    return std::string(text::trim(narrow));
}

struct AskedRecords {
    PersonOfPage person{};
    ledger::Subject subject{};
};

Result<AskedRecords> asked_records(ServerContext& gateway, const Request& request) {
    TRY_VOID(check_repeats(gateway, request, records_page_parameters));
    TRY_VOID(check_known(gateway, request, records_page_parameters));
    AskedRecords out{.person = {typed(request, insurer_field), typed(request, person_field)}};
    const std::string written = fmt::format("insurer:{}|{}", out.person.insurer, out.person.number);
    const std::optional<documents::PersonNumber> person = documents::parse_person(written);
    if (!person) {
        return diag::fail(
            message::parameter_wrong, {},
            {std::string(person_field), documents::shape_of_person(written), "insurer:NNNNNN|NNNNNNNNNN"});
    }
    TRY(out.subject, ledger::subject_of(gateway.store(), *person, {}));
    return out;
}

// What is shown, read in one snapshot.
struct PersonRecordsNow {
    SeenRecords seen{};
    ledger::ShownRegistrations shown{};
    std::vector<Consent> consents{}; // all, settled, also those that the caller may not see
    std::vector<ledger::Task> tasks{};
};

// An office's page says what its registrations open by the rules. What hides a person, or a death, is the
// insurer's to know, and an office would see it in that they open less than for others.
sharing::PersonState as_shown_to(const ledger::PeerRights& rights, sharing::PersonState state) {
    if (!rights.insures) {
        state.hidden = sharing::Hidden::none;
        state.died.reset();
    }
    return state;
}

Result<PersonRecordsNow> records_now(ServerContext& gateway, const Request& request,
                                     const store::Snapshot& snapshot, const AskedRecords& asked) {
    PersonRecordsNow out;
    TRY(out.seen,
        seen_records(gateway, *request.caller.peer, snapshot, asked.subject.person, asked.subject.insurer));
    out.seen.person.state = as_shown_to(out.seen.rights, out.seen.person.state);
    out.shown = ledger::registrations_shown(out.seen.records, out.seen.person);
    if (out.seen.rights.knows_person()) {
        TRY(out.tasks, ledger::tasks_of(snapshot, reader_of(gateway, request), asked.subject.person,
                                        asked.subject.insurer));
        TRY(store::PersonRecords all,
            store::person_records(snapshot, asked.subject.person, asked.subject.insurer));
        const auto consents = access::settled(std::move(all.consents), out.seen.person.at);
        std::ranges::transform(consents, std::back_inserter(out.consents),
                               [](const auto& kept) { return kept.record; });
    }
    return out;
}

// In words, as `renkei policy explain` has it.
std::string why_nothing(Reason reason) { return japanese("decision", sharing::word_of(reason)); }

// What the office reads by the registration: decided as its requests are, about the person as shown.
Result<void> add_opened(const sharing::Matrix& matrix, const PersonRecordsNow& now,
                        access::PersonAccess& office, const Registration& registration,
                        pages::ShownRegistration& out) {
    Reason furthest = Reason::edition_unknown; // of those that no consent would open
    for (const sharing::Kind& kind : matrix.kinds()) {
        TRY(const sharing::Decision decision,
            office.by_registration(now.seen.person.state, registration, *matrix.kind(kind.id)));
        const bool lacks_consent =
            decision.reason >= Reason::consent_missing && decision.reason <= Reason::consent_contradicts;
        const bool is_parted = decision.allowed() && decision.masked.places && // said to the insurer alone
                               office.opens_part(*matrix.kind(kind.id));
        if (decision.allowed() && !decision.masked.any()) {
            out.opens.push_back(kind.title.japanese);
        } else if (is_parted) {
            out.opens_part.push_back(kind.title.japanese);
        } else if (lacks_consent) {
            out.would_open.push_back(kind.title.japanese);
        } else if (kind.exchange == sharing::Exchange::hub) {
            furthest = std::max(furthest, decision.allowed() ? Reason::hidden : decision.reason);
        }
    }
    if (office.is_unread()) { // a decision would rest on less than there is
        out.opens.clear();
        out.opens_part.clear();
        out.would_open.clear();
        out.opens_nothing = "開けない記録があるため、判定できません";
    } else if (out.opens.empty() && out.opens_part.empty() && out.would_open.empty()) {
        out.opens_nothing = why_nothing(furthest);
    }
    return {};
}

std::vector<std::string> notes_of(const Registration& registration) {
    std::vector<std::string> out;
    if (registration.vouched_by != sharing::Voucher::unstated) {
        out.push_back(japanese("voucher", sharing::word_of(registration.vouched_by)));
    }
    if (registration.makes_plan) {
        out.emplace_back("居宅サービス計画作成依頼届出あり");
    }
    if (registration.last_service_month) {
        out.push_back(fmt::format("最後のサービス提供月 {}", registration.last_service_month->text()));
    }
    return out;
}

// With what its office may read by it.
Result<pages::ShownRegistration> shown(ServerContext& gateway, const store::Snapshot& snapshot,
                                       const AskedRecords& asked, const PersonRecordsNow& now,
                                       std::size_t i) {
    const Registration& it = now.shown.records.registrations[i].record;
    const Reason state = now.shown.states[i];
    const std::shared_ptr<const policy::PeerList> peers = gateway.peers();
    pages::ShownRegistration out{.office = named_number(*peers, it.office),
                                 .service_type = it.service_type,
                                 .state = registration_state_word(it, state, now.shown.today),
                                 .holds = state == Reason::allowed,
                                 .from = it.from.text(),
                                 .until = day_text(it.until),
                                 .view_until = day_text(it.view_until),
                                 .notes = notes_of(it)};
    if (it.identity) {
        const bool is_card = it.identity->method == sharing::IdentityMethod::card;
        out.checked = time::second_in_japan(it.identity->at);
        out.checked_how = fmt::format("{}、{}", is_card ? "マイナンバーカード" : "4 情報", it.identity->user);
    }
    if (it.ended) {
        out.ended = time::second_in_japan(it.ended->at);
        out.ended_how = japanese("registration-end", sharing::word_of(it.ended->why));
    }
    const policy::Peer* const peer = ledger::peer_with(*peers, it.office);
    const bool is_ahead = now.shown.today < it.from; // its state says so
    if (state != Reason::allowed) {
        out.opens_nothing = is_ahead ? std::string() : why_nothing(state);
    } else if (peer == nullptr || peer->revoked) {
        out.opens_nothing = "この番号の接続先は登録されていないか、利用停止中です";
    } else {
        const access::Reader reader = access::receiver_of(*peer, gateway.hub(), now.seen.person.at);
        TRY(access::PersonAccess office, access::PersonAccess::of(snapshot, reader, asked.subject.person));
        TRY_VOID(add_opened(reader.hub->matrix, now, office, it, out));
    }
    return out;
}

std::string kinds_in_words(const sharing::Matrix& matrix, const std::vector<std::string>& kinds) {
    std::vector<std::string> out;
    for (const std::string& each : kinds) {
        const std::optional<sharing::KindId> kind = matrix.kind(each);
        out.push_back(kind ? matrix[*kind].title.japanese : each);
    }
    return out.empty() ? std::string("すべて") : fmt::format("{}", fmt::join(out, "、"));
}

std::string receivers_in_words(const policy::PeerList& peers, const std::vector<policy::Number>& receivers) {
    std::vector<std::string> out;
    for (const policy::Number& each : receivers) {
        out.push_back(named_number(peers, each));
    }
    return out.empty() ? std::string("すべての担当機関") : fmt::format("{}", fmt::join(out, "、"));
}

// Asks the consents for what this one is about.
sharing::ConsentQuestion question_about(const Consent& consent, const ledger::PresentPerson& person) {
    return {.at = person.at,
            .insurer = person.insurer,
            .kind = consent.kinds.empty() ? std::string_view() : std::string_view(consent.kinds.front()),
            .receiver = consent.receivers,
            .purpose = consent.purposes.empty() ? sharing::Purpose::care : consent.purposes.front()};
}

struct ShownState {
    std::string word{};
    bool holds = false;
};

// What it says by itself, and whether it decides beside the others.
ShownState consent_state(const PersonRecordsNow& now, std::string_view id) {
    const Consent& consent = *std::ranges::find(now.consents, id, &Consent::id);
    const sharing::ConsentQuestion question = question_about(consent, now.seen.person);
    const Reason alone = sharing::consent_state(std::span(&consent, 1), question);
    if (consent.withdrawn) {
        return {"撤回"};
    }
    if (question.at < consent.given_at) {
        return {"効力なし（現在の時刻より後の日時）"};
    }
    if (alone == Reason::consent_missing) {
        return {"効力なし（保険者が認めない立場）"};
    }
    if (consent.insurer != question.insurer.number) {
        return {"効力なし（今の保険者への記録ではない）"};
    }
    if (!sharing::decides(consent, now.consents, question)) {
        return {"より新しい記録あり"};
    }
    if (alone == Reason::consent_contradicts) {
        return {"効力なし（記録に矛盾あり）"};
    }
    if (alone == Reason::consent_not_begun || alone == Reason::consent_expired) {
        return {alone == Reason::consent_expired ? "期間満了" : "開始前"};
    }
    const bool is_outdone = consent.permits && sharing::consent_state(now.consents, question) != alone;
    return is_outdone ? ShownState{"効力なし（他の記録の撤回・不同意が優先）"} : ShownState{"有効", true};
}

pages::ShownConsent shown(ServerContext& gateway, const PersonRecordsNow& now, const Consent& consent) {
    const std::shared_ptr<const policy::PeerList> peers = gateway.peers();
    const ShownState state = consent_state(now, consent.id);
    return {.given = time::second_in_japan(consent.given_at),
            .what = consent.permits ? "同意" : "不同意",
            .by = japanese("ground", sharing::word_of(consent.given_by)),
            .taker = named_number(*peers, consent.taker),
            .kinds = kinds_in_words(*gateway.sharing(), consent.kinds),
            .receivers = receivers_in_words(*peers, consent.receivers),
            .from = day_text(consent.from),
            .until = day_text(consent.until),
            .state = state.word,
            .withdrawn = consent.withdrawn ? time::second_in_japan(consent.withdrawn->at) : std::string(),
            .holds = state.holds};
}

std::string level_in_words(ServerContext& gateway, const sharing::CertifiedLevel& it) {
    const RecordForms forms = forms_of(gateway);
    const form::Form& form = RecordForm::of(forms, store::certification_kind).form();
    const std::optional<form::ItemId> item = form.item("certified.level");
    return fmt::format(
        "{}（{}から{}）", item ? form::text_of_code(form, form.items()[*item].list, it.level) : it.level,
        html::date_text(it.from.text()), it.until ? html::date_text(it.until->text()) + "まで" : "");
}

pages::ShownCertification shown(ServerContext& gateway, const sharing::Certification& application,
                                const sharing::CertificationStatus& status) {
    pages::ShownCertification out{.id = application.id,
                                  .applied = application.applied().text(),
                                  .kind = japanese("application", sharing::word_of(application.kind)),
                                  .state = japanese("certification", sharing::word_of(status.state)),
                                  .is_open = application.is_open()};
    if (status.next) {
        out.next = japanese("step", sharing::word_of(*status.next));
        out.due = application.limit().text();
    }
    for (std::size_t i = 1; i < application.days.size(); ++i) {
        if (application.days[i]) {
            out.done.emplace_back(japanese("step", sharing::words<sharing::CertificationStep>[i]),
                                  application.days[i]->text());
        }
    }
    if (application.certified) {
        out.certified = level_in_words(gateway, *application.certified);
    }
    if (application.delay) {
        out.noticed = application.delay->day.text();
        out.reason = application.delay->reason;
    }
    return out;
}

void add_certifications(ServerContext& gateway, const std::vector<ledger::Task>& tasks,
                        const auto& buttons_of, pages::RecordsPage& page) {
    for (const ledger::Task& each : tasks) {
        const auto* const it =
            std::get_if<std::pair<sharing::Certification, sharing::CertificationStatus>>(&each.what);
        if (it != nullptr && !it->first.is_mistake()) {
            page.certifications.push_back(shown(gateway, it->first, it->second));
            page.certifications.back().acts = buttons_of(it->first);
        }
    }
}

} // namespace

QueryParameters records_page_parameters(ServerContext&) {
    return {{.name = std::string(insurer_field), .expected = "NNNNNN"},
            {.name = std::string(person_field), .expected = "NNNNNNNNNN"}};
}

AuditedResponse show_records(ServerContext& gateway, const Request& request, PathParameters) {
    AuditQueryText query("records");
    AuditSubject about;
    pages::RecordsPage page{.records_url = request.base + "/records",
                            .is_answered = request.method == "POST"};
    const auto fill = [&]() -> Result<void> {
        TRY_VOID(check_accepts_page(request));
        if (!page.is_answered) {
            page.acts = buttons_of_caller(gateway, request);
            return check_known(gateway, request, no_parameters);
        }
        page.searched = request.query;
        TRY(const AskedRecords asked, asked_records(gateway, request));
        about = subject_about(asked.subject.person);
        query.add(person_field, seal::to_hex(asked.subject.person).substr(0, 16));
        PersonRecordsNow now;
        TRY_VOID(gateway.store().read([&](const store::Snapshot& snapshot) -> Result<void> {
            TRY(now, records_now(gateway, request, snapshot, asked));
            for (std::size_t i = 0; i < now.shown.states.size(); ++i) {
                TRY(pages::ShownRegistration registration, shown(gateway, snapshot, asked, now, i));
                const Registration& it = now.shown.records.registrations[i].record;
                registration.acts = buttons_of_record(gateway, request, asked.person,
                                                      store::registration_kind, it, registration.office);
                page.registrations.push_back(std::move(registration));
            }
            TRY(page.others,
                other_records(gateway, request, snapshot, asked.person, asked.subject, now.seen));
            return {};
        }));
        for (const auto& kept : now.seen.records.consents) {
            page.consents.push_back(shown(gateway, now, kept.record));
            page.consents.back().acts =
                buttons_of_record(gateway, request, asked.person, store::consent_kind, kept.record,
                                  html::date_text(page.consents.back().given));
        }
        add_certifications(
            gateway, now.tasks,
            [&](const sharing::Certification& it) {
                return buttons_of_record(gateway, request, asked.person, store::certification_kind, it,
                                         html::date_text(it.applied().text()));
            },
            page);
        page.acts = buttons_of_person(gateway, request, asked.person);
        const std::string own = access::insurer_number_of(*request.caller.peer);
        const std::string& present = now.seen.person.state.insurer;
        const bool concerns = own == present || own == asked.subject.insurer; // one it moved from or to
        if (concerns && !present.empty() && present != asked.subject.insurer) {
            page.note = diag::sentence(message::insurer_other, std::array{asked.subject.insurer},
                                       diag::Language::japanese);
        }
        query.add("found",
                  std::to_string(page.registrations.size() + page.consents.size() + now.tasks.size()));
        return {};
    };
    const Result<void> filled = fill();
    about.query = query.text();
    return {page_response(request, filled, page, pages::records_page), std::move(about)};
}

} // namespace renkei::server
