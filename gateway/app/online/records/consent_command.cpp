// renkei consent: what persons permit the care hub to share, or refuse.
#include "gateway/app/online/records/record_acts.h"
#include "gateway/app/online/setup/peers.h"
#include "gateway/core/diag/one_line.h"
#include "gateway/core/time/instant.h"
#include "gateway/network/ledger/consents.h"
#include "generated/messages/ledger.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace renkei::online {
namespace {

using sharing::Consent;

// Time, what it says, then NAME=VALUE for the rest.
std::string consent_line(const Consent& consent, Language language) {
    std::string out = fmt::format("{} {} {}", consent.id, time::second_in_japan(consent.given_at),
                                  consent.permits ? label("同意", "permits", language)
                                                  : label("不同意", "refuses", language));
    out += column("by", sharing::word_of(consent.given_by));
    out += column("taker", policy::to_text(consent.taker));
    out += column("channel", sharing::word_of(consent.channel));
    out += column("insurer", consent.insurer);
    out += column("kinds", fmt::format("{}", fmt::join(consent.kinds, ","))) +
           column("receivers", joined(consent.receivers)) +
           column("purposes", joined_words(consent.purposes));
    out += column("from", consent.from) + column("until", consent.until);
    if (consent.withdrawn) {
        out += column("withdrawn", time::second_in_japan(consent.withdrawn->at)) +
               column("withdrawn-by", sharing::word_of(consent.withdrawn->by));
    }
    return diag::on_one_line(out);
}

// What holds for the person, whatever was consented to.
std::string person_line(const sharing::PersonState& person) {
    const auto moment = [](const std::optional<base::Millis>& at) {
        return at ? time::second_in_japan(*at) : std::string();
    };
    return "person" + column("insurer", person.insurer.empty() ? "-" : person.insurer) +
           column("moved-in", moment(person.moved_in)) + column("died", moment(person.died)) +
           column("hidden", sharing::word_of(person.hidden)) + "\n";
}

// What decides now, and what that changes.
Notices notices_of(const ledger::EnteredConsent& entered, base::Millis now, Language language) {
    Notices out;
    for (const diag::Finding& each : ledger::findings_about(entered, now)) {
        out.add(notice(each, language));
    }
    return out;
}

// What a consent names that is not entered: it opens nothing there.
diag::Result<Notices> unknown_in(const Consent& consent, const store::Store& store, Language language) {
    if (!consent.permits) {
        return Notices();
    }
    TRY(Notices out, insurer_notices(store, consent.insurer, language));
    for (const policy::Number& receiver : consent.receivers) {
        TRY(const std::optional<policy::Peer> peer, find_office(store, receiver));
        if (!peer) {
            out.add(notice(diag::finding(message::consent_receiver_unknown, {}, {policy::to_text(receiver)}),
                           language));
        }
    }
    return out;
}

// Of an operator: who took it is the insurer unless something else is said.
diag::Result<Consent> consent_of(const Asked& asked, bool permits) {
    Consent out{.channel = asked.word("--channel", sharing::ConsentChannel::application),
                .permits = permits,
                .given_by = asked.word("--by", sharing::Agent::person),
                .evidence = asked.text("--evidence")};
    if (!asked.text("--taker").empty()) {
        TRY(out.taker, read_number(asked.text("--taker"), "--taker"));
    }
    TRY(const std::optional<base::Millis> at, read_moment(asked.text("--given"), "--given"));
    out.given_at = at.value_or(0);
    return out;
}

// What it permits, as far as the options say it.
diag::Result<Consent> permitted(const Asked& asked) {
    TRY(Consent out, consent_of(asked, true));
    out.kinds = asked.list_of("--kind");
    TRY(out.receivers, read_numbers(asked.list_of("--receiver"), "--receiver"));
    TRY(out.purposes, read_words<sharing::Purpose>(asked.list_of("--purpose"), "--purpose"));
    if (std::ranges::find(out.purposes, sharing::Purpose::secondary) != out.purposes.end()) {
        return diag::fail(message::purpose_without_effect, {.path = "--purpose"},
                          {std::string(sharing::word_of(sharing::Purpose::secondary))});
    }
    TRY(out.from, asked.day("--from"));
    TRY(out.until, asked.day("--until"));
    return out;
}

ExitResult enter(const Asked& asked, Consent wanted) {
    const std::string& given = asked.text("--given");
    TRY(const NamedPerson named, open_person(asked.of.config, asked.of.person, asked.language()));
    TRY(const ledger::Subject subject, ledger::subject_of(named.store(), named.number, asked.of.insurer));
    wanted.evidence = read_text_operand(wanted.evidence); // after the person, who may be read there, too
    const base::Millis now = named.installation->clock().now();
    wanted.given_at = given.empty() ? now : wanted.given_at;
    if (!wanted.permits && time::is_full_date(given)) {
        wanted.given_at = ledger::refused_on(*time::parse_date(given), now);
    }
    wanted.taker = asked.text("--taker").empty() ? policy::Number{"insurer", subject.insurer} : wanted.taker;
    TRY(const ledger::EnteredConsent entered, ledger::enter_consent(named.store(), subject, wanted));
    const auto say = [&](const store::Store& store, const Consent& it) -> diag::Result<Notices> {
        Notices out = notices_of(entered, now, asked.language());
        TRY(const Notices unknown, unknown_in(it, store, asked.language()));
        out.add(unknown);
        return out;
    };
    return print_record(named, asked.of.format, entered.consent, asked.sentence(), asked.language(), say);
}

ExitResult give_consent(const Asked& asked) {
    if (const std::vector<std::string>& kinds = asked.list_of("--kind"); !kinds.empty()) {
        TRY(const sharing::Matrix matrix, open_matrix(asked.settings));
        TRY_VOID(as_usage(want_known("--kind", kinds, matrix.kind_ids())));
    }
    TRY(Consent wanted, as_usage(permitted(asked)));
    return enter(asked, std::move(wanted));
}

ExitResult refuse_consent(const Asked& asked) {
    TRY(Consent wanted, as_usage(consent_of(asked, false)));
    return enter(asked, std::move(wanted));
}

ExitResult withdraw_consent(const Asked& asked) {
    const auto end = [&](store::Store& store, const seal::Hash& person) {
        return ledger::withdraw_consent(store, person, asked.of.id,
                                        asked.word("--by", sharing::Agent::person),
                                        read_text_operand(asked.text("--why")));
    };
    const auto say = [&](const store::Store& /*store*/, const Consent& /*consent*/) {
        return diag::Result<Notices>(
            notice(diag::finding(message::consent_all_withdrawn, {}), asked.language()));
    };
    return change_record(asked.of, asked.sentence(), asked.language(), end, say);
}

ExitResult list_consents(const Asked& asked) {
    TRY(const NamedPerson named, open_person(asked.of.config, asked.of.person, asked.language()));
    TRY(const store::PersonRecords records, named.records("consent-list"));
    if (asked.of.format == "text") { // consents may be right and count for nothing
        print(person_line(named.state(records)));
    }
    const auto& list = records.consents;
    return print_records(
        list, records, asked.of.format, asked.sentence(), asked.language(),
        [&](std::size_t i) { return consent_line(list[i].record, asked.language()); },
        [&](std::size_t i) { return sharing::to_json(list[i].record); });
}

ExitResult show_consent(const Asked& asked) {
    TRY(const NamedPerson named, open_person(asked.of.config, asked.of.person, asked.language()));
    TRY(const store::PersonRecords records, named.records("consent-list"));
    const store::Kept<Consent>* const found = store::with_id(records.consents, asked.of.id);
    if (found == nullptr) {
        return diag::fail(message::consent_unknown, {}, {asked.of.id});
    }
    print(json::pretty(sharing::to_json(found->record)) + "\n");
    return ExitCode::clean;
}

constexpr std::array<ActCode, 5> consent_acts{{{"give", &give_consent},
                                               {"refuse", &refuse_consent},
                                               {"withdraw", &withdraw_consent},
                                               {"list", &list_consents},
                                               {"show", &show_consent}}};

} // namespace

const RecordKind consent_kind{"consent", consent_acts};

} // namespace renkei::online
