// The page of a person's registrations and consents.
#include "gateway/core/text/width.h"
#include "gateway/core/text/words.h"
#include "gateway/core/time/instant.h"
#include "gateway/core/time/japan_day.h"
#include "gateway/network/documents/person_number.h"
#include "gateway/network/pages/records_page.h"
#include "gateway/network/registry/changes.h"
#include "gateway/network/registry/consents.h"
#include "gateway/network/registry/registrations.h"
#include "gateway/network/server/audit_query.h"
#include "gateway/network/server/html_response.h"
#include "gateway/network/server/parameters.h"
#include "gateway/network/server/records/record_change.h"
#include "gateway/network/server/records/record_handlers.h"
#include "gateway/network/sharing/decide_sharing.h"
#include "gateway/network/sharing/facts.h"
#include "generated/messages/documents.h"
#include "generated/messages/server.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace renkei::server {
namespace {

namespace message = diag::message;
using diag::Result;
using registry::day_text;
using sharing::Consent;
using sharing::Reason;
using sharing::Registration;

constexpr std::string_view insurer_field = "insurer";
constexpr std::string_view person_field = "person";

std::string japanese(std::string_view kind, std::string_view code) {
    return diag::words_for(kind, code, diag::Language::japanese);
}

std::string typed(const Request& request, std::string_view name) {
    const std::string narrow = text::narrow_ascii(request.parameter(name));
    return std::string(text::trim(narrow));
}

struct AskedRecords {
    std::string insurer{};
    registry::Subject subject{};
};

Result<AskedRecords> asked_records(ServerContext& gateway, const Request& request) {
    TRY_VOID(check_repeats(gateway, request, records_page_parameters));
    TRY_VOID(check_known(gateway, request, records_page_parameters));
    AskedRecords out{.insurer = typed(request, insurer_field)};
    const std::string number = typed(request, person_field);
    const std::string written = fmt::format("insurer:{}|{}", out.insurer, number);
    const std::optional<documents::PersonNumber> person = documents::parse_person(written);
    if (!person) {
        return diag::fail(
            message::parameter_wrong, {},
            {std::string(person_field), documents::shape_of_person(written), "insurer:NNNNNN|NNNNNNNNNN"});
    }
    TRY(out.subject, registry::subject_of(gateway.store(), *person, {}));
    return out;
}

// What is shown, read in one snapshot.
struct PersonRecordsNow {
    SeenRecords seen{};
    registry::ShownRegistrations shown{};
    sharing::PersonState person{};
    sharing::Insurer insurer{};
    std::vector<Consent> consents{}; // all that decide, also those that the caller may not see
};

Result<PersonRecordsNow> records_now(ServerContext& gateway, const Request& request,
                                     const store::Snapshot& snapshot, const AskedRecords& asked) {
    const base::Millis now = gateway.store().clock().now();
    PersonRecordsNow out;
    TRY(out.seen,
        seen_records(gateway, *request.caller.peer, snapshot, asked.subject.person, asked.subject.insurer));
    if (!out.seen.rights.knows_person()) {
        TRY(out.shown, registry::registrations_shown(snapshot, out.seen.records, now));
        return out;
    }
    TRY(const store::PersonRecords all,
        store::person_records(snapshot, asked.subject.person, asked.subject.insurer));
    out.person = access::state_of(all, asked.subject.insurer, now);
    TRY(const std::optional<sharing::Insurer> insurer, store::insurer(snapshot, out.person.insurer));
    out.insurer = insurer.value_or(sharing::Insurer{.number = out.person.insurer});
    std::ranges::transform(all.consents, std::back_inserter(out.consents),
                           [](const auto& kept) { return kept.record; });
    TRY(out.shown, registry::registrations_shown(snapshot, out.seen.records, now));
    return out;
}

const policy::Peer* peer_with(const policy::PeerList& peers, const policy::Number& number) {
    const auto found = std::ranges::find_if(peers, [&](const policy::Peer& peer) {
        return !peer.revoked && std::ranges::find(peer.numbers, number) != peer.numbers.end();
    });
    return found == peers.end() ? nullptr : &*found;
}

std::string named_number(const policy::PeerList& peers, const policy::Number& number) {
    const policy::Peer* const peer = peer_with(peers, number);
    return peer == nullptr || peer->name.empty() ? to_text(number)
                                                 : fmt::format("{}（{}）", peer->name, to_text(number));
}

// As which the office reads by this registration.
std::optional<sharing::ReaderId> reader_of(const sharing::Matrix& matrix, const policy::Peer& peer,
                                           const std::string& service_type) {
    const std::span<const sharing::ReaderId> readers = matrix.readers_of(peer.role);
    for (const sharing::ReaderId each : readers) {
        if (std::ranges::binary_search(matrix[each].service_types, service_type)) {
            return each;
        }
    }
    return readers.empty() ? std::nullopt : std::optional(readers.front());
}

// Decides each kind for the office, by this registration alone, for a user whose job fits.
void add_opened(const sharing::Matrix& matrix, const PersonRecordsNow& now, const policy::Peer& peer,
                const Registration& registration, base::Millis at, pages::ShownRegistration& out) {
    const std::optional<sharing::ReaderId> reader = reader_of(matrix, peer, registration.service_type);
    if (!reader) {
        return;
    }
    for (const sharing::Kind& kind : matrix.kinds()) {
        const sharing::ReadingRequest request{.at = at,
                                              .kind = matrix.kind(kind.id),
                                              .reader = *reader,
                                              .numbers = peer.numbers,
                                              .service_type = registration.service_type,
                                              .job = kind.jobs.empty() ? std::string_view(matrix[*reader].id)
                                                                       : std::string_view(kind.jobs.front()),
                                              .registrations = std::span(&registration, 1),
                                              .person = now.person,
                                              .consents = now.consents,
                                              .person_insurer = now.insurer};
        const sharing::Decision decision = sharing::decide(matrix, request);
        const bool lacks_consent =
            decision.reason >= Reason::consent_missing && decision.reason <= Reason::consent_contradicts;
        if (decision.reason == Reason::allowed) {
            out.opens.push_back(kind.title.japanese);
        } else if (lacks_consent) {
            out.would_open.push_back(kind.title.japanese);
        }
    }
}

std::string registration_state_word(const Registration& registration, Reason state, const time::Date& today) {
    const bool is_ahead = state == Reason::not_registered && today < registration.from;
    return japanese("registration", registration.ended ? "registration_ended"
                                    : is_ahead         ? "not_begun"
                                                       : sharing::word_of(state));
}

std::vector<std::string> notes_of(const Registration& registration) {
    std::vector<std::string> out;
    if (registration.makes_plan) {
        out.emplace_back("居宅サービス計画作成依頼届出あり");
    }
    if (registration.last_service_month) {
        out.push_back(fmt::format("最後のサービス提供月 {}", registration.last_service_month->text()));
    }
    return out;
}

pages::ShownRegistration shown(ServerContext& gateway, const PersonRecordsNow& now, std::size_t i) {
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
    if (const policy::Peer* const peer = peer_with(*peers, it.office); peer != nullptr) {
        add_opened(*gateway.sharing(), now, *peer, it, gateway.store().clock().now(), out);
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

// The newest that counts decides; what was withdrawn or is over says so.
std::string consent_state_word(const PersonRecordsNow& now, const Consent& consent, const time::Date& today) {
    const registry::EnteredConsent as_entered{.consent = consent, .settings = now.insurer.settings};
    if (consent.withdrawn) {
        return "撤回";
    }
    if (!as_entered.is_counted()) {
        return "効力なし（保険者が認めない立場）";
    }
    const bool is_newest = std::ranges::none_of(now.consents, [&](const Consent& other) {
        const registry::EnteredConsent beside{.consent = other, .settings = now.insurer.settings};
        return other.given_at > consent.given_at && !other.withdrawn && beside.is_counted();
    });
    return !is_newest                                ? "より新しい記録あり"
           : consent.from && today < *consent.from   ? "開始前"
           : consent.until && *consent.until < today ? "期間満了"
                                                     : "有効";
}

pages::ShownConsent shown(ServerContext& gateway, const PersonRecordsNow& now, const Consent& consent) {
    const std::shared_ptr<const policy::PeerList> peers = gateway.peers();
    const std::string state = consent_state_word(now, consent, now.shown.today);
    return {.given = time::second_in_japan(consent.given_at),
            .what = consent.permits ? "同意" : "不同意",
            .by = japanese("ground", sharing::word_of(consent.given_by)),
            .taker = named_number(*peers, consent.taker),
            .kinds = kinds_in_words(*gateway.sharing(), consent.kinds),
            .receivers = receivers_in_words(*peers, consent.receivers),
            .from = day_text(consent.from),
            .until = day_text(consent.until),
            .state = state,
            .withdrawn = consent.withdrawn ? time::second_in_japan(consent.withdrawn->at) : std::string(),
            .holds = state == "有効"};
}

} // namespace

QueryParameters records_page_parameters(ServerContext&) {
    return {{.name = std::string(insurer_field), .expected = "NNNNNN"},
            {.name = std::string(person_field), .expected = "NNNNNNNNNN"}};
}

AuditedResponse show_records(ServerContext& gateway, const Request& request, PathParameters) {
    if (gateway.sharing() == nullptr) {
        return error_response(request, http_error_of(diag::finding(message::no_such_path, {}, {"/records"})));
    }
    AuditQueryText query("records");
    AuditSubject about;
    pages::RecordsPage page{.records_url = request.base + "/records",
                            .documents_url = documents_url(request),
                            .is_answered = request.method == "POST"};
    const auto fill = [&]() -> Result<void> {
        TRY_VOID(check_accepts_page(request));
        if (!page.is_answered) {
            return check_known(gateway, request, no_parameters);
        }
        page.searched = request.query;
        TRY(const AskedRecords asked, asked_records(gateway, request));
        about = subject_about(asked.subject.person);
        query.add(person_field, seal::to_hex(asked.subject.person).substr(0, 16));
        PersonRecordsNow now;
        TRY_VOID(gateway.store().read([&](const store::Snapshot& snapshot) -> Result<void> {
            TRY(now, records_now(gateway, request, snapshot, asked));
            return {};
        }));
        for (std::size_t i = 0; i < now.shown.states.size(); ++i) {
            page.registrations.push_back(shown(gateway, now, i));
        }
        for (const auto& kept : now.seen.records.consents) {
            page.consents.push_back(shown(gateway, now, kept.record));
        }
        return {};
    };
    const Result<void> filled = fill();
    about.query = query.text();
    if (filled) {
        Response out = html_response(pages::records_page(page), "found");
        out.with("Cache-Control", "no-store");
        return {std::move(out), std::move(about)};
    }
    diag::Report report;
    report.add(http::shown_error(request, filled.error()));
    page.refusal = refusal_text(report);
    Response out = error_response(request, http_error_of(filled.error()));
    if (wants_page(request)) {
        set_page(out, pages::records_page(page));
    }
    return {std::move(out), std::move(about)};
}

} // namespace renkei::server
